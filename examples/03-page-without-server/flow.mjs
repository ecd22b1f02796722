export const flow = {
  id: "FX0library",
  version: "1.0.0",
  start: "FS0person",
  stages: [
    {
      id: "FS0person",
      type: "form",
      fields: [
        {name: "name", format: "name", required: true, label: {en: "Name"}},
        {name: "email", format: "email", required: true, label: {en: "E-mail address"}},
      ],
      next: "FS0rules",
    },
    {id: "FS0rules", type: "consent", text: {en: "I return books in time."}, next: "FS0shelf"},
    {
      id: "FS0shelf",
      type: "form",
      fields: [{name: "shelf", required: true, label: {en: "Your favourite shelf"}}],
      next: "member",
    },
  ],
  ends: {member: {status: "auto_approved"}},
};
