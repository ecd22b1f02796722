// Embind's JavaScript half, for whole numbers only: nothing else crosses here (engine.cpp), and a number needs no
// converting. Embind's own registers every type it knows when an engine starts: half of all the JavaScript of one.
mergeInto(LibraryManager.library, {
  _embind_register_function: function (name, count, types, signature, invoker, bound) {
    let text = '';
    while (HEAPU8[name]) text += String.fromCharCode(HEAPU8[name++]);
    const invoke = wasmTable.get(invoker);
    // Numbers come out of WebAssembly signed; these are addresses and sizes.
    Module[text] = (...numbers) => invoke(bound, ...numbers) >>> 0;
  },
});
