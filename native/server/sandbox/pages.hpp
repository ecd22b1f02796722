// The sandbox's inbox page, compiled in from the files beside this one.
#pragma once

#include <string_view>

namespace sealflow::server::pages {

extern const std::string_view inbox_html;
extern const std::string_view inbox_css;
extern const std::string_view inbox_js;

}  // namespace sealflow::server::pages
