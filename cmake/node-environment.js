// Emscripten gives a program made-up environment variables; tests need the real ones (SEALFLOW_VECTORS and others).
Module["preRun"] = [].concat(Module["preRun"] || [], function () {
  if (typeof ENV !== "undefined") Object.assign(ENV, process.env);
});
