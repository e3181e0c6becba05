/** Why a message was not delivered; the sentence holds no address, no credential and nothing that the other side sent. */
export class Undelivered extends Error {
  constructor(
    message: string,
    readonly retry: {
      readonly mayHelp: boolean;
      /** How long the receiver asks to wait; null where it does not say. */
      readonly afterMs: number | null;
    },
  ) {
    super(message);
    this.name = "Undelivered";
  }
}
