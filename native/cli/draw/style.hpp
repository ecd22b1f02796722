// The picture's style sheet and markers. Colours follow the reader's light or dark setting, paper
// is always light.
#pragma once

#include <string_view>

namespace sealflow::cli {

inline constexpr std::string_view style_sheet = R"css(
svg{--page:#fff;--box:#fff;--edge:#c9d1dc;--ink:#18202c;--soft:#5a6675;--line:#7a8798;--tint:#eef2f8;--type:#2f5fc4;
--good:#17693b;--good-tint:#e3f4e9;--bad:#a8242f;--bad-tint:#fbe7e8;--open:#7a5200;--open-tint:#fdf0d2;--gone:#4c5766;--gone-tint:#eceff3;
--back:#7b4fb5;font-family:system-ui,"Segoe UI",Roboto,"Noto Sans","Noto Sans Devanagari","Lohit Devanagari","DejaVu Sans",sans-serif}
@media (prefers-color-scheme:dark){svg{--page:#12161d;--box:#1b212b;--edge:#3a4453;--ink:#e8edf4;--soft:#a5b0bf;--line:#8391a5;--tint:#232b38;--type:#8fb2ff;
--good:#7fd6a0;--good-tint:#16301f;--bad:#ff9aa1;--bad-tint:#3a191d;--open:#f3c969;--open-tint:#35290e;--gone:#b4bfcd;--gone-tint:#262d38;--back:#c3a2f5}}
@media print{svg{--page:#fff;--box:#fff;--edge:#888;--ink:#000;--soft:#333;--line:#333;--tint:#f2f2f2;--type:#1d3f8a;
--good:#0d4d28;--good-tint:#eef7f1;--bad:#7c1019;--bad-tint:#fbeeee;--open:#5a3c00;--open-tint:#fdf6e6;--gone:#333;--gone-tint:#f2f2f2;--back:#4f2a86}}
.page{fill:var(--page)}
text{fill:var(--ink);font-size:11.5px}
.head{font-size:20px;font-weight:650}
.kind{fill:var(--type);font-weight:600}
.title{font-size:14px;font-weight:600}
.note{fill:var(--soft)}
.id{fill:var(--soft);font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:10.5px}
.box{fill:var(--box);stroke:var(--edge);stroke-width:1.25}
.sign{fill:var(--tint)}
.icon{fill:none;stroke:var(--type);stroke-width:1.7;stroke-linecap:round;stroke-linejoin:round}
.good{--type:var(--good);--tint:var(--good-tint)}
.bad{--type:var(--bad);--tint:var(--bad-tint)}
.open{--type:var(--open);--tint:var(--open-tint)}
.gone{--type:var(--gone);--tint:var(--gone-tint)}
.end .box{fill:var(--tint);stroke:var(--type);stroke-width:1.5}
.end .title{fill:var(--type)}
.end .sign{fill:var(--page);stroke:var(--type);stroke-width:1.5}
.end .icon{stroke-width:2.2}
.start circle{fill:var(--ink)}
.start path{fill:var(--page)}
.way{fill:none;stroke:var(--line);stroke-width:1.5}
.way.resume{stroke:var(--back);stroke-dasharray:5 4}
.label rect{fill:var(--page);stroke:var(--edge)}
.label text{text-anchor:middle}
.label.resume rect{stroke:var(--back);stroke-dasharray:3 3}
.label.resume text{fill:var(--back)}
.group rect{fill:var(--tint);stroke:var(--line);stroke-dasharray:1 4;stroke-linecap:round}
.head-of-arrow{fill:var(--line)}
.head-of-back{fill:var(--back)}
)css";

inline constexpr std::string_view definitions =
    R"(<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path class="head-of-arrow" d="M0 0.5L10 5L0 9.5L2.5 5z"/></marker>)"
    R"(<marker id="back" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path class="head-of-back" d="M0 0.5L10 5L0 9.5L2.5 5z"/></marker></defs>
)";

}  // namespace sealflow::cli
