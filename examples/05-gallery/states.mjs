// Every screen in every state. `shows` is the name of the screen (a stage's id stands for the screen of its type), `flow` and
// `before` bring the real core there, `then` is what a person does, or what happens. tests/e2e/gallery.test.mjs opens each and
// looks, and names the texts that none of them shows.
import * as flows from "./flows.mjs";
import {agreed, check, consent, declining, document, everyField, face, form, line, mail, onePage, otp, person, repairable, review, steps, whole} from "./flows.mjs";

const day = 86_400_000;
const launched = {launch: {}};
const press = (selector) => ({press: selector});
const see = (selector) => ({see: selector});
const type = (selector, text) => ({type: [selector, text]});
const primary = press("button.primary");
const close = press("#close");
const banner = see(".banner");
const problem = see(".error svg, .notice.bad");

const token = {report: {token: "t", expiresAt: 4e12}};
const ready = [launched, token];
const notPassed = (reason) => ({report: {passed: false, reason}});
const newToken = {report: {token: "u", expiresAt: 4e12}};
/** The provider's page part says this at once. */
const scanSays = (report) => () => ({providers: {simulated: () => ({scan: () => Promise.resolve(report)})}});
const finished = scanSays({outcome: "finished"});
/** Some of the file has gone out, so it is kept by now. */
const begun = see(`progress[value^="0."]`);
const checking = see("[role=status] .spinner");

const wrongCodes = (count) => Array.from({length: count}, () => ({input: {code: "000000"}}));
const anotherCode = [{later: 60_000}, {type: "send_code", stage: "FS0otp"}];
const codes = (count) => Array.from({length: count}, () => anotherCode).flat();

const card = () => picture("image/png", "my-card.png");
const pdf = () => new File(["%PDF-1.7"], "a-scan-of-my-identity-card-front-and-back-2026-05-04.pdf", {type: "application/pdf"});
const notes = () => new File(["x"], "notes.txt", {type: "text/plain"});
const huge = () => new File([new Uint8Array(3 << 20)], "huge.png", {type: "image/png"});
const file = (side, made) => ({file: [`#${side}-file`, made]});
const live = press("#front-live");
const hint = (name) => [live, see(`.outline.${name}`)];
const taken = (name) => [...hint(name), press("#shutter"), see("#keep")];

export const states = [
  {id: "loading", shows: "loading", flow: line(consent), answers: {launch: "never"}},
  {id: "loading-kept", shows: "loading", flow: line(consent, otp), answers: {commands: "lost"}, then: [primary, banner, {answers: {commands: "never"}}, {relaunch: true}]},
  {id: "kept-refused", shows: "FS0consent", flow: line(consent, otp), answers: {commands: "lost"}, then: [primary, banner, {answers: {commands: {code: "invalid_input"}}}, {relaunch: true}, problem]},
  {id: "try-again", shows: "tryAgain", flow: line(consent), answers: {launch: {code: "session_active"}}},
  {id: "try-again-after-a-while", shows: "tryAgain", flow: line(consent), answers: {launch: "lost"}, hurried: true},
  {id: "error", shows: "error", flow: line(consent), answers: {launch: {code: "handshake_expired"}}},
  {id: "unknown-stage", shows: "unknown", flow: line(consent), unknownType: true},

  {id: "consent", shows: "FS0consent", flow: line(consent, otp, form)},
  {id: "consent-long-names", shows: "FS0consent", app: "The First Agricultural Co-operative Savings and Loan Society of Upper Harbour", flow: line({...consent, title: {en: "Your agreement to the processing of personal data under Donaudampfschifffahrtsgesellschaft rules"}}, otp, form)},
  {id: "consent-sending", shows: "FS0consent", flow: line(consent, otp), answers: {commands: "never"}, then: [primary, see("[disabled]")]},
  {id: "consent-refused", shows: "FS0consent", flow: line(consent, otp), answers: {commands: {code: "rate_limited", retryable: false}}, then: [primary, problem]},

  {id: "unreachable", shows: "FS0consent", flow: line(consent, otp), answers: {commands: "lost"}, then: [primary, banner]},
  {id: "offline", shows: "FS0form", flow: line(form), offline: true, then: [{offline: true}, banner]},
  {id: "offline-sending", shows: "FS0otp", flow: line(otp), offline: true, answers: {commands: "lost"}, then: [type("#code", "123456"), primary, banner]},
  {id: "down", shows: "FS0consent", flow: line(consent, otp), answers: {commands: {code: "unavailable"}}, then: [primary, banner]},
  {id: "busy", shows: "FS0otp", flow: line(otp), answers: {commands: {code: "rate_limited"}}, then: [type("#code", "123456"), primary, banner]},
  {id: "insecure", shows: "FS0document", flow: line(document), insecure: true, then: [see(".side")]},

  {id: "otp", shows: "FS0otp", flow: line(otp, form)},
  {id: "otp-wrong", shows: "FS0otp", flow: line(otp, form), then: [type("#code", "000000"), primary, problem]},
  {id: "otp-incomplete", shows: "FS0otp", flow: line(otp, form), then: [type("#code", "12"), primary, problem]},
  {id: "otp-expired", shows: "FS0otp", flow: line(otp, form), then: [{server: {later: 700_000}}, type("#code", "123456"), primary, problem]},
  {id: "otp-one-try-left", shows: "FS0otp", flow: line(otp, form), before: [launched, ...wrongCodes(4)]},
  {id: "otp-no-tries-left", shows: "FS0otp", flow: line(mail, form), before: [launched, ...wrongCodes(5)]},
  {id: "otp-another", shows: "FS0otp", flow: line(otp, form), before: [launched, {later: 60_000}]},
  {id: "otp-no-more", shows: "FS0otp", flow: line(otp, form), before: [launched, ...codes(3)]},
  {id: "otp-not-sent", shows: "FS0otp", flow: line(otp, form), codesFail: true},

  {id: "form", shows: "FS0form", flow: line(form, document)},
  {id: "form-every-field", shows: "FS0form", flow: line(everyField)},
  {id: "form-every-field-wrong", shows: "FS0form", flow: line(everyField), then: [...wrongValues(), primary, see("#problem li")]},
  {id: "form-wrong", shows: "FS0form", flow: line(form, document), then: [type("#pan", "ABC"), primary, see("#problem li")]},

  {id: "document", shows: "FS0document", flow: line(document), then: [see(".side")]},
  {id: "document-missing", shows: "FS0document", flow: line(document), then: [primary, problem]},
  {id: "document-chosen", shows: "FS0document", flow: line(document), then: [file("front", card), file("back", pdf), see("img")]},
  {id: "document-wrong-type", shows: "FS0document", flow: line(document), then: [file("front", notes), problem]},
  {id: "document-too-large", shows: "FS0document", flow: line(onePage), then: [file("front", huge), problem]},
  {id: "document-uploading", shows: "FS0document", flow: line(onePage), then: [file("front", card), see("img"), primary, see("progress"), {frames: 2}]},
  {id: "document-goes-on", shows: "FS0document", flow: line(onePage), then: [file("front", card), see("img"), primary, begun, {relaunch: true}, see("[role=status] + progress")]},
  {id: "document-not-kept", shows: "FS0document", flow: line(onePage), forgetful: true, then: [file("front", card), see("img"), primary, see("progress + [role=status] p")]},
  {id: "document-gone", shows: "FS0document", flow: line(onePage), fileGone: true, then: [file("front", card), see("img"), primary, problem]},
  {id: "document-refused", shows: "FS0document", flow: line(onePage), answers: {media: {code: "media_type_invalid"}}, then: [file("front", card), see("img"), primary, problem]},

  {id: "camera-asking", shows: "FS0document", flow: line(document), camera: "asking", then: [live, see(".finder .spinner")]},
  ...["dark", "bright", "blurred", "good"].map((name) => ({id: `camera-${name}`, shows: "FS0document", flow: line(document), camera: name, then: hint(name)})),
  ...["good", "dark", "bright", "blurred"].map((name) => ({id: `taken-${name}`, shows: "FS0document", flow: line(document), camera: name, then: taken(name)})),
  ...Object.entries({denied: "NotAllowedError", absent: "NotFoundError", busy: "NotReadableError", failed: "UnknownError"})
    .map(([name, camera]) => ({id: `camera-${name}`, shows: "FS0document", flow: line(document), camera, then: [live, problem]})),
  {id: "camera-unsupported", shows: "FS0document", flow: line(document), camera: "unsupported", then: [see(".side")]},

  {id: "scan", shows: "FS0face", flow: line(face), before: ready, then: [see(".tips")]},
  {id: "scan-again-later", shows: "FS0face", flow: line(flows.faceAgain), before: ready, then: [see(".tips")]},
  {id: "scan-preparing", shows: "FS0face", flow: line(face), before: [launched], then: [primary, see("[disabled]")]},
  {id: "scan-asking", shows: "FS0face", flow: line(face), before: ready, camera: "asking", then: [primary, see(".scan")]},
  {id: "scan-scanning", shows: "FS0face", flow: line(face), before: ready, then: [primary, see(".scan"), {frames: 20}, {hold: true}]},
  {id: "scan-checking", shows: "FS0face", flow: line(face), before: ready, options: finished, then: [primary, checking]},
  ...["not_passed", "too_dark", "not_matched", "multiple_faces"].map((reason) => ({
    id: `scan-${reason.replace("_", "-")}`, shows: "FS0face", flow: line(face), before: ready, options: finished,
    then: [primary, checking, {server: notPassed(reason)}, {server: newToken}, see("#last-try")],
  })),
  {id: "scan-last-try", shows: "FS0face", flow: line(face), before: [...ready, {input: {token: "t"}}, notPassed("eyes_closed"), newToken], options: finished, then: [primary, checking, {server: notPassed("face_too_far")}, {server: token}, see("#last-try")]},
  {id: "scan-stopped", shows: "FS0face", flow: line(face), before: ready, options: scanSays({outcome: "cancelled"}), then: [primary, see(".notice")]},
  {id: "scan-technical", shows: "FS0face", flow: line(face), before: ready, options: scanSays({outcome: "error"}), then: [primary, see(".notice")]},
  ...["insecure", "unsupported", "denied", "absent", "busy"].map((obstacle) => ({
    id: `scan-${obstacle}`, shows: "FS0face", flow: line(face), before: ready, options: scanSays({outcome: "blocked", obstacle}), then: [primary, see("#obstacle")],
  })),

  {id: "index", shows: "FS0index", flow: steps},
  {id: "index-some-done", shows: "FS0index", flow: steps, before: [launched, {input: {step: "person"}}, {input: person}]},
  {id: "index-all-needed-done", shows: "FS0index", flow: steps, before: [launched, {input: {step: "person"}}, {input: person}, {input: {step: "papers"}}, {input: agreed}]},
  {id: "http", shows: "waiting", flow: line(check, form)},
  {id: "http-once-more", shows: "waiting", flow: line(check, form), before: [launched, {report: {ok: false, reason: "timeout"}}]},
  {id: "waiting-for-something-new", shows: "waiting", flow: line(check), unknownType: true},
  {id: "review", shows: "waiting", flow: line(review)},

  {id: "resumed", shows: "FS0document", flow: whole, before: [launched, {input: agreed}, {input: person}], then: [see(".side")]},
  {id: "resumed-expired", shows: "FS0form", flow: whole, before: [launched, {input: agreed}, {input: person}, {later: 11 * day}]},
  {id: "resumed-too-late", shows: "FS0consent", flow: whole, before: [launched, {input: agreed}, {later: 15 * day}]},
  {id: "resumed-after-no", shows: "FS0form", flow: repairable, before: [launched, {input: agreed}, {input: person}]},
  {id: "resumed-other-details", shows: "FS0consent", flow: whole, before: [launched, {input: agreed}], options: () => ({variables: {plan: "gold"}})},
  {id: "leave", shows: "leave", flow: whole, before: [launched, {input: agreed}], then: [close]},
  {id: "leave-nothing-done", shows: "leave", flow: line(consent), then: [close]},

  {id: "handoff", shows: "handoff", flow: line(document), then: [press("#to-phone"), see(".qr")], desktop: true},
  {id: "handoff-preparing", shows: "handoff", flow: line(document), answers: {handoff: "never"}, then: [press("#to-phone"), see(".spinner")], desktop: true},
  {id: "handoff-copied", shows: "handoff", flow: line(document), then: [press("#to-phone"), press(".copy button")], desktop: true},
  {id: "handoff-too-old", shows: "handoff", flow: line(document), linkLife: 0, then: [press("#to-phone"), see(".lead")], desktop: true},
  {id: "handoff-refused", shows: "handoff", flow: line(document), answers: {handoff: {code: "rate_limited", retryable: false}}, then: [press("#to-phone"), problem], desktop: true},
  {id: "invited", shows: "invited", flow: line(consent), handoff: true},
  {id: "compare", shows: "compare", flow: line(consent), handoff: true, then: [primary, see(".digits")]},
  {id: "stopped", shows: "stopped", flow: line(consent), handoff: true, then: [primary, see(".digits"), press("button.plain"), see(".badge")]},
  {id: "link-used", shows: "error", flow: line(consent), handoff: true, answers: {launch: {code: "link_used"}}, then: [primary]},
  {id: "moved", shows: "moved", flow: whole, answers: {commands: superseded("FS0consent")}, then: [primary]},
  {id: "moved-progress", shows: "moved", flow: whole, answers: {commands: superseded(), events: superseded("FS0consent", "FS0form")}, then: [primary, see(".ticks")]},
  {id: "moved-to-phone", shows: "moved", flow: whole, answers: {events: superseded("FS0consent", "FS0form")}, then: [press("#to-phone"), see(".ticks")], desktop: true},
  {id: "moved-finished", shows: "moved", flow: whole, answers: {commands: superseded(), events: finishedThere("FS0consent", "FS0form", "FS0document")}, then: [primary, see(".badge.good")]},


  {id: "success", shows: "success", flow: line(consent), then: [primary, see(".badge.good")]},
  {id: "success-before", shows: "success", flow: line(consent), before: [launched, {input: agreed}]},
  {id: "declined", shows: "declined", flow: declining, then: [primary, see(".badge")]},
];

/** Another device has it; all but the last of the stages have passed. */
function superseded(...stages) {
  return {code: "session_superseded", progress: stages.map((stage, index) => ({stage, passed: index + 1 < stages.length}))};
}

function finishedThere(...stages) {
  return {code: "session_superseded", progress: stages.map((stage) => ({stage, passed: true}))};
}

function wrongValues() {
  const values = {
    name: "Asha 7", email: "nobody", mobile: "98", "date-day": "31", "date-month": "2", "date-year": "1990", number: "many", integer: "1.5",
    pan: "ABC", gstin: "29ABCDE1234F1Z6", aadhaar: "999999999999", ifsc: "SBIN", vpa: "asha", pincode: "0", iban: "DE00123456780000000000", mrz: "I<UTO",
  };
  return Object.entries(values).map(([id, value]) => type(`#${id}`, value));
}

/** A card, drawn on the spot. */
function picture(mime, name) {
  const canvas = Object.assign(globalThis.document.createElement("canvas"), {width: 640, height: 404});
  const context = canvas.getContext("2d");
  for (const [colour, ...box] of [["#e8edf2", 0, 0, 640, 404], ["#174e78", 0, 0, 640, 66], ["#b9c6d3", 40, 110, 150, 220], ["#788698", 230, 130, 340, 18], ["#788698", 230, 186, 270, 18]]) {
    context.fillStyle = colour;
    context.fillRect(...box);
  }
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(new File([blob], name, {type: mime})), mime));
}
