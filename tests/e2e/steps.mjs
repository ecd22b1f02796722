// The onboarding flow, stage by stage, as a user does it. Tests and the demo's check put them together.
import {Sheet} from "./sheet.mjs";

export const details = {name: "Asha Verma", day: "17", month: "5", year: "1990", pan: "ABCPE1234F"};

/**
 * Opens the flow on the sample page, with a new handshake unless a button is named. Gives the sheet and the
 * handshake's id.
 */
export async function begin(page, button) {
  await page.waitForFunction(() => document.getElementById("inbox").href.includes("/sandbox/"));
  const used = await page.$eval("#over", (element) => !element.hidden);
  const pressed = button ?? (used ? "over" : "start");
  const before = await page.$eval("#handshake", (element) => element.textContent);
  await page.click(`#${pressed}`);
  if (pressed === "over" || !used) {
    await page.waitForFunction((text) => document.getElementById("handshake").textContent !== text, {}, before);
  }
  const handshake = await page.$eval("#handshake", (element) => element.textContent.split(" ")[0]);
  return {sheet: new Sheet(page), handshake};
}

export async function consent(sheet) {
  await sheet.screen("FS0consent");
  await sheet.proceed();
}

export async function oneTimeCode(sheet, code) {
  await sheet.screen("FS0otp");
  await sheet.fill("code", code);
  await sheet.proceed();
}

export async function form(sheet, {name, day, month, year, pan} = details) {
  await sheet.screen("FS0details");
  await sheet.fill("name", name);
  await sheet.fill("birthDate-day", day);
  await sheet.fill("birthDate-month", month);
  await sheet.fill("birthDate-year", year);
  await sheet.fill("pan", pan);
  await sheet.proceed();
}

export async function document(sheet, file) {
  await sheet.screen("FS0document");
  await sheet.choose("front-file", file);
  await sheet.page.waitForSelector(">>> .picture img", {timeout: 8000, visible: true});
  await sheet.proceed();
}

/** The table that the sample page shows once its backend has made both checks. */
export async function verifiedResult(page) {
  // A table of the handshake before may still be there, hidden.
  await page.waitForSelector("#result", {timeout: 15_000, visible: true});
  return page.evaluate(() => ({
    title: document.getElementById("outcome-title").textContent,
    checks: [...document.querySelectorAll("#checks li")].map((item) => `${item.className}: ${item.textContent}`),
    rows: [...document.querySelectorAll("#result tbody tr")].map((row) => [...row.cells].map((cell) => cell.textContent)),
    signature: document.querySelector(".signature code").textContent,
  }));
}
