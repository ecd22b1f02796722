// Embind registers every type it knows when an engine starts, each with JavaScript to convert it. Only whole
// numbers cross here (engine.cpp): the other types are left out, a third of the JavaScript. Whoever binds one of
// them is told at once: Embind then calls the type unbound.
mergeInto(LibraryManager.library, {
  _embind_register_bool: function () {},
  _embind_register_bigint: function () {},
  _embind_register_float: function () {},
  _embind_register_std_string: function () {},
  _embind_register_std_wstring: function () {},
  _embind_register_emval: function () {},
  _embind_register_memory_view: function () {},
});
