// Every screen in every state. `shows` is the name of the screen (a stage's id stands for the screen of its type), `flow` and
// `before` bring the real core there, `then` is what a person does. tests/e2e/gallery.test.mjs opens each and looks.
const day = 86_400_000;
const consent = {id: "FS0consent", type: "consent", title: {en: "Your agreement", hi: "आपकी सहमति"}, text: {
  en: "Harbour Bank checks your mobile number, your PAN and one document to open an account.\n\nThe data is used for nothing else.",
  hi: "खाता खोलने के लिए हार्बर बैंक आपका मोबाइल नंबर, पैन और एक दस्तावेज़ जाँचता है।\n\nइस डेटा का और कोई उपयोग नहीं होता।",
}};
const otp = {id: "FS0otp", type: "otp", channel: "mobile", toRule: "inputs.mobile"};
const form = {id: "FS0form", type: "form", fields: [
  {name: "name", format: "name", required: true}, {name: "birthDate", format: "date", required: true},
  {name: "pan", format: "pan", required: true}, {name: "email", format: "email"},
]};
const everyField = {id: "FS0form", type: "form", title: {en: "Every kind of field"}, fields: [
  ...["name", "email", "mobile", "date", "number", "integer", "pan", "gstin", "aadhaar", "ifsc", "vpa", "pincode", "iban", "mrz", "text"]
    .map((format) => ({name: format, format, label: format === "number" || format === "integer" || format === "text" ? {en: format} : undefined})),
  {name: "work", format: "select", required: true, label: {en: "Work"}, options: ["a", {value: "b", label: {en: "Employed"}}]},
  {name: "tax", format: "boolean", label: {en: "I pay tax in one country only, which is the one in which I live"}},
]};
const document = {id: "FS0document", type: "document", sides: ["front", "back"], accept: ["image/jpeg", "image/png", "application/pdf"]};
const face = {id: "FS0face", type: "biometric", provider: "simulated", mode: "enrol", attempts: 3};
const check = {id: "FS0check", type: "http", url: "https://api.example/check", attempts: 3};
const review = {id: "FS0review", type: "review"};
const page = {id: "FS0index", type: "index", steps: [
  {id: "person", start: "FS0form", title: {en: "About you", hi: "आपके बारे में"}},
  {id: "papers", start: "FS0consent", title: {en: "Your papers", hi: "आपके काग़ज़ात"}, dependsOn: ["person"]},
  {id: "letter", start: "FS0letter", title: {en: "Our letter", hi: "हमारा पत्र"}, optional: true},
]};
const agreed = {accepted: true};
const person = {name: "Asha Verma", birthDate: "1990-05-17", pan: "ABCPE1234F", email: null};

/** One after the other, to an end. */
function line(...stages) {
  const next = (index) => stages[index + 1]?.id ?? "approved";
  return flowOf(stages.map((stage, index) => ({...stage, next: next(index)})));
}

function flowOf(stages, ends = {approved: {status: "auto_approved"}}) {
  return {
    id: "FX0gallery", version: "1.0.0", title: {en: "Open an account", hi: "खाता खोलें"}, start: stages[0].id,
    variables: {mobile: {type: "string", format: "mobile", source: "backend"}}, stages, ends,
    resume: {afterEnd: "return"},
  };
}

const steps = flowOf([
  {...page, next: "approved"}, {...form, next: page.id}, {...consent, next: page.id}, {...consent, id: "FS0letter", next: page.id},
]);
const declining = flowOf([{...consent, next: "declined"}], {declined: {status: "auto_declined"}});
const whole = line(consent, {...form, expiresAfter: "10d"}, document);
const launched = {launch: {}};
const press = (selector) => ({press: selector});
const primary = press("button.primary");
const close = press("#close");

export const states = [
  {id: "loading", shows: "loading", flow: line(consent), answers: {launch: "never"}},
  {id: "try-again", shows: "tryAgain", flow: line(consent), answers: {launch: {code: "session_active"}}},
  {id: "error", shows: "error", flow: line(consent), answers: {launch: {code: "handshake_expired"}}},
  {id: "unknown-stage", shows: "unknown", flow: line(consent), unknownType: true},

  {id: "consent", shows: "FS0consent", flow: line(consent, otp, form)},
  {id: "consent-long-names", shows: "FS0consent", app: "The First Agricultural Co-operative Savings and Loan Society of Upper Harbour", flow: line({...consent, title: {en: "Your agreement to the processing of personal data under Donaudampfschifffahrtsgesellschaft rules"}}, otp, form)},
  {id: "consent-no-connection", shows: "FS0consent", flow: line(consent, otp), answers: {commands: "lost"}, then: [primary, {see: ".banner"}]},
  {id: "otp", shows: "FS0otp", flow: line(otp, form)},
  {id: "otp-wrong", shows: "FS0otp", flow: line(otp, form), then: [{type: "#code", text: "000000"}, primary, {see: ".error"}]},
  {id: "otp-incomplete", shows: "FS0otp", flow: line(otp, form), then: [{type: "#code", text: "12"}, primary, {see: ".error"}]},
  {id: "otp-another", shows: "FS0otp", flow: line(otp, form), before: [launched, {later: 60_000}]},
  {id: "form", shows: "FS0form", flow: line(form, document)},
  {id: "form-every-field", shows: "FS0form", flow: line(everyField)},
  {id: "form-wrong", shows: "FS0form", flow: line(form, document), then: [{type: "#pan", text: "ABC"}, primary, {see: "#problem li"}]},
  {id: "document", shows: "FS0document", flow: line(document)},
  {id: "document-missing", shows: "FS0document", flow: line(document), then: [primary, {see: ".error"}]},
  {id: "biometric", shows: "FS0face", flow: line(face), before: [launched, {report: {token: "t", expiresAt: 4e12}}]},
  {id: "index", shows: "FS0index", flow: steps},
  {id: "index-some-done", shows: "FS0index", flow: steps, before: [launched, {input: {step: "person"}}, {input: person}]},
  {id: "index-all-needed-done", shows: "FS0index", flow: steps, before: [launched, {input: {step: "person"}}, {input: person}, {input: {step: "papers"}}, {input: agreed}]},
  {id: "http", shows: "waiting", flow: line(check, form)},
  {id: "http-once-more", shows: "waiting", flow: line(check, form), before: [launched, {report: {ok: false, reason: "timeout"}}]},
  {id: "review", shows: "waiting", flow: line(review)},

  {id: "resumed", shows: "FS0document", flow: whole, before: [launched, {input: agreed}, {input: person}]},
  {id: "resumed-expired", shows: "FS0form", flow: whole, before: [launched, {input: agreed}, {input: person}, {later: 11 * day}]},
  {id: "leave", shows: "leave", flow: whole, before: [launched, {input: agreed}], then: [close]},
  {id: "leave-nothing-done", shows: "leave", flow: line(consent), then: [close]},

  {id: "handoff", shows: "handoff", flow: line(document), then: [press("#to-phone"), {see: ".qr"}], desktop: true},
  {id: "handoff-too-old", shows: "handoff", flow: line(document), linkLife: 0, then: [press("#to-phone"), {see: ".lead"}], desktop: true},
  {id: "invited", shows: "invited", flow: line(consent), handoff: true},
  {id: "compare", shows: "compare", flow: line(consent), handoff: true, then: [primary, {see: ".digits"}]},
  {id: "stopped", shows: "stopped", flow: line(consent), handoff: true, then: [primary, {see: ".digits"}, press("button.plain"), {see: ".badge"}]},
  {id: "moved", shows: "moved", flow: whole, answers: {commands: superseded("FS0consent")}, then: [primary]},
  {id: "moved-progress", shows: "moved", flow: whole, answers: {commands: superseded(), events: superseded("FS0consent", "FS0form")}, then: [primary, {see: ".ticks"}]},
  {id: "moved-to-phone", shows: "moved", flow: whole, answers: {events: superseded("FS0consent", "FS0form")}, then: [press("#to-phone"), {see: ".ticks"}], desktop: true},
  {id: "moved-finished", shows: "moved", flow: whole, answers: {commands: superseded(), events: finished("FS0consent", "FS0form", "FS0document")}, then: [primary, {see: ".badge.good"}]},

  {id: "success", shows: "success", flow: line(consent), before: [launched, {input: agreed}]},
  {id: "declined", shows: "declined", flow: declining, before: [launched, {input: agreed}]},
];

/** Another device has it; all but the last of the stages have passed. */
function superseded(...stages) {
  return {code: "session_superseded", progress: stages.map((stage, index) => ({stage, passed: index + 1 < stages.length}))};
}

function finished(...stages) {
  return {code: "session_superseded", progress: stages.map((stage) => ({stage, passed: true}))};
}
