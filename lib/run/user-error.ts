/** What a command cannot go on with and the user can mend: its message is all that is shown. */
export class UserError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UserError";
  }
}
