// The flows of the gallery, and what people enter in them.
export const consent = {id: "FS0consent", type: "consent", title: {en: "Your agreement", hi: "आपकी सहमति"}, text: {
  en: "Harbour Bank checks your mobile number, your PAN and one document to open an account.\n\nThe data is used for nothing else.",
  hi: "खाता खोलने के लिए हार्बर बैंक आपका मोबाइल नंबर, पैन और एक दस्तावेज़ जाँचता है।\n\nइस डेटा का और कोई उपयोग नहीं होता।",
}};
export const otp = {id: "FS0otp", type: "otp", channel: "mobile", toRule: "inputs.mobile"};
export const mail = {id: "FS0otp", type: "otp", channel: "email", toRule: "inputs.email"};
export const form = {id: "FS0form", type: "form", fields: [
  {name: "name", format: "name", required: true}, {name: "birthDate", format: "date", required: true, label: {en: "Date of birth", hi: "जन्म की तारीख़"}},
  {name: "pan", format: "pan", required: true}, {name: "email", format: "email"},
]};
const typed = ["name", "email", "mobile", "date", "number", "integer", "pan", "gstin", "aadhaar", "ifsc", "vpa", "pincode", "iban", "mrz", "text"];
const unnamed = ["number", "integer", "text"];
export const everyField = {id: "FS0form", type: "form", title: {en: "Every kind of field"}, fields: [
  ...typed.map((format) => ({name: format, format, ...(unnamed.includes(format) && {label: {en: `Any ${format}`}})})),
  {name: "work", format: "select", required: true, label: {en: "Work"}, options: ["a", {value: "b", label: {en: "Employed"}}]},
  {name: "tax", format: "boolean", label: {en: "I pay tax in one country only, which is the one in which I live"}},
]};
export const document = {id: "FS0document", type: "document", sides: ["front", "back"], accept: ["image/jpeg", "image/png", "application/pdf"]};
export const onePage = {...document, sides: ["front"], maxBytes: 2 << 20};
export const face = {id: "FS0face", type: "biometric", provider: "simulated", mode: "enrol", attempts: 3};
export const faceAgain = {...face, mode: "verify", toRule: "inputs.email"};
export const check = {id: "FS0check", type: "http", url: "https://api.example/check", attempts: 3};
export const review = {id: "FS0review", type: "review"};
const page = {id: "FS0index", type: "index", steps: [
  {id: "person", start: "FS0form", title: {en: "About you", hi: "आपके बारे में"}},
  {id: "papers", start: "FS0consent", title: {en: "Your papers", hi: "आपके काग़ज़ात"}, dependsOn: ["person"]},
  {id: "letter", start: "FS0letter", title: {en: "Our letter", hi: "हमारा पत्र"}, optional: true},
]};

export const agreed = {accepted: true};
export const person = {name: "Asha Verma", birthDate: "1990-05-17", pan: "ABCPE1234F", email: null};

/** One after the other, to an end. */
export function line(...stages) {
  const next = (index) => stages[index + 1]?.id ?? "approved";
  return flowOf(stages.map((stage, index) => ({...stage, next: next(index)})));
}

function flowOf(stages, ends = {approved: {status: "auto_approved"}}) {
  return {
    id: "FX0gallery", version: "1.0.0", title: {en: "Open an account", hi: "खाता खोलें"}, start: stages[0].id,
    variables: {mobile: {type: "string", format: "mobile", source: "backend"}, email: {type: "string", source: "backend"}, plan: {type: "string"}},
    stages, ends, resume: {afterEnd: "return"},
  };
}

export const steps = flowOf([
  {...page, next: "approved"}, {...form, next: page.id}, {...consent, next: page.id}, {...consent, id: "FS0letter", next: page.id},
]);
export const declining = flowOf([{...consent, next: "declined"}], {declined: {status: "auto_declined"}});
/** A "no" after which one may try again from the form on. */
export const repairable = flowOf(
  [{...consent, next: form.id}, {...form, next: "declined"}],
  {declined: {status: "auto_declined", resumeFrom: form.id}},
);
export const whole = line(consent, {...form, expiresAfter: "10d"}, document);
