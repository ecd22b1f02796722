// What is seen, as the launcher loads it: one file with the screens and what reads their texts.
export {loadMessages} from "../i18n/messages.js";
export {Sheet} from "./sheet.js";
