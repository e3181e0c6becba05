/** Names as a CA lists them, brought to the one form in which names are compared. */
export { parseListedName } from "../core/domain-name";
