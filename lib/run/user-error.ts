/** A problem that ends a command and that the user can correct: only its message is shown, without a stack. */
export class UserError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UserError";
  }
}
