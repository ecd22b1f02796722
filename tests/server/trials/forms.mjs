// A flow of many short stages, for load that does not wait for anybody.
import { writeFileSync } from "node:fs";
import { join } from "node:path";

export const stage = (number) => `FS0s${number}`;

export function publishForms(server, app, stages) {
  const file = join(server.folder, "forms.flow.json");
  writeFileSync(file, JSON.stringify({
    id: "FX0forms", version: "1.0.0", start: stage(1),
    stages: Array.from({ length: stages }, (_, index) => ({
      id: stage(index + 1), type: "form", fields: [{ name: "note", required: true }],
      next: index + 1 < stages ? stage(index + 2) : "done",
    })),
    ends: { done: { status: "auto_approved" } },
  }));
  server.publish(app, file);
}

export const asForms = { flow: "FX0forms", tag: "t", variables: undefined };
export const unlimited = ["--app-rate", "0", "--call-rate", "0"];
