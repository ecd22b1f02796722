/** A file of ours did not come: code 5001, in English, since no text file is there either. */
export const unloaded = {
  code: 5001,
  httpStatusCode: 500,
  message: "The verification could not be loaded. Check the connection and try again.",
  retry: false,
  stage: null,
} as const;
