#include <fiberloom/report/render_html.hpp>
#include <string_view>

namespace fiberloom::report {
namespace {

// Series colours after Okabe and Ito, told apart by readers with any kind of colour vision; the
// yellow, too faint on white, is replaced by grey. Dark mode lightens them; print is always light.
constexpr std::string_view colours = R"css(:root {
  color-scheme: light dark;
  --paper: #ffffff; --panel: #f6f8fa; --ink: #1a2027; --muted: #57626e; --rule: #d3d9df;
  --grid: #e6eaee;
  --accent: #0a5a91; --heat-rgb: 0, 82, 140; --deep-ink: #ffffff;
  --good: #006b4f; --warning: #8a5300; --bad: #a83a00;
  --c0: #0072b2; --c1: #d55e00; --c2: #009e73; --c3: #b8639a; --c4: #b87a00; --c5: #3a9bd4;
  --c6: #5a6570;
  --before: #c9d0d7; --path: #8c98a4;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #12161b; --panel: #1a2027; --ink: #e6eaee; --muted: #9fabb7; --rule: #37424d;
    --grid: #252d36;
    --accent: #6cb8ee; --heat-rgb: 76, 158, 218; --deep-ink: #0b1117;
    --good: #4fd0a5; --warning: #f2b44f; --bad: #ff8a5c;
    --c0: #5ab4f0; --c1: #ff8a4c; --c2: #36c79d; --c3: #e49ac8; --c4: #f0b63c; --c5: #a5daf8;
    --c6: #aab4be;
    --before: #3a4550; --path: #7b8894;
  }
}
)css";

constexpr std::string_view page = R"css(* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-behavior: smooth; }
body {
  margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: anywhere;
  font: 16px/1.58 "Helvetica Neue", Helvetica, "Segoe UI", Arial, "Liberation Sans", sans-serif;
  print-color-adjust: exact; -webkit-print-color-adjust: exact;
}
.page { max-width: 888px; margin: 0 auto; padding: 40px 24px 56px; }
header { border-top: 4px solid var(--accent); padding-top: 22px; margin-bottom: 40px; }
h1 { font-size: clamp(1.6rem, 1.2rem + 2vw, 2.25rem); line-height: 1.18; margin: 0;
  letter-spacing: -.012em; text-wrap: balance; }
h2 { font-size: 1.36rem; line-height: 1.28; margin: 0 0 14px; letter-spacing: -.006em; }
h3 { font-size: 1.05rem; margin: 28px 0 8px; }
p { margin: 0 0 14px; max-width: 72ch; }
.subtitle { color: var(--muted); font-size: 1.1rem; margin: 8px 0 0; }
.summary { margin: 18px 0 0; font-size: 1.05rem; }
section { margin: 0 0 48px; padding-top: 22px; border-top: 1px solid var(--rule); }
ul, ol { margin: 0 0 14px; padding-left: 1.4em; max-width: 72ch; }
li { margin-bottom: 4px; }
code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace;
  font-size: .88em; }
:not(pre) > code { background: var(--panel); border-radius: 3px; padding: .1em .32em; }
pre {
  background: var(--panel); border: 1px solid var(--rule); border-radius: 5px; padding: 12px 14px;
  overflow-x: auto; overflow-wrap: normal; line-height: 1.45; margin: 0 0 18px;
}
a { color: var(--accent); }
.unit { color: var(--muted); font-weight: 400; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px;
  margin: 26px 0 0; }
.card { border: 1px solid var(--rule); border-left: 4px solid var(--rule); border-radius: 5px;
  padding: 12px 14px; }
.card dt { color: var(--muted); font-size: .84rem; line-height: 1.35; }
.card dd { margin: 3px 0 0; }
.value { font-size: 1.6rem; font-weight: 600; letter-spacing: -.01em;
  font-variant-numeric: tabular-nums; }
.badge { font-size: .8rem; font-weight: 600; white-space: nowrap; margin-left: 4px; }
.card-note { display: block; color: var(--muted); font-size: .82rem; line-height: 1.4; }
.card.good { border-left-color: var(--good); } .card.good .badge { color: var(--good); }
.card.warning { border-left-color: var(--warning); } .card.warning .badge { color: var(--warning); }
.card.bad { border-left-color: var(--bad); } .card.bad .badge { color: var(--bad); }
.contents { font-size: .93rem; margin: 0 0 40px; }
.contents p { color: var(--muted); font-weight: 600; margin: 0 0 6px; }
.contents ol { margin: 0; columns: 2 260px; column-gap: 32px; }
.contents li { break-inside: avoid; }
.contents li::marker { color: var(--muted); font-variant-numeric: tabular-nums; }
.contents a { text-decoration: none; } .contents a:hover { text-decoration: underline; }
.callout { border-left: 4px solid var(--accent); background: var(--panel);
  border-radius: 0 5px 5px 0;
  padding: 12px 16px; margin: 18px 0 20px; }
.callout p { margin: 0; }
.callout .callout-title { font-weight: 600; color: var(--accent); }
.callout.warning { border-color: var(--warning); }
.callout.warning .callout-title { color: var(--warning); }
.callout.good { border-color: var(--good); } .callout.good .callout-title { color: var(--good); }
footer { border-top: 1px solid var(--rule); padding-top: 18px; font-size: .86rem;
  color: var(--muted); }
footer h2 { font-size: .98rem; margin-bottom: 8px; color: var(--ink); }
.provenance { margin: 0; display: grid; gap: 3px; }
.provenance div { display: grid; grid-template-columns: minmax(88px, 24%) 1fr; gap: 14px; }
.provenance dd { margin: 0; color: var(--ink); font-variant-numeric: tabular-nums; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
@media (max-width: 520px) {
  .page { padding: 20px 16px 40px; }
  .cards { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 8px; }
  .card { padding: 9px 10px; } .value { font-size: 1.3rem; }
}
@media (min-width: 1240px) {
  .with-contents .page {
    max-width: 1180px; display: grid; grid-template-columns: 220px minmax(0, 1fr); column-gap: 56px;
  }
  .with-contents header { grid-column: 1 / -1; }
  .with-contents .contents { position: sticky; top: 24px; align-self: start; padding-top: 22px;
    border-top: 1px solid var(--rule); }
  .with-contents .contents ol { columns: auto; }
  .with-contents main, .with-contents footer { grid-column: 2; min-width: 0; }
}
)css";

constexpr std::string_view parts = R"css(figure { margin: 22px 0 28px; }
figcaption { font-size: .9rem; line-height: 1.5; color: var(--muted); max-width: 80ch; }
figcaption b { color: var(--ink); }
.picture { container-type: inline-size; }
.picture figcaption { margin-top: 8px; }
.picture .narrow { display: none; }
@container (max-width: 600px) {
  .picture .wide { display: none; }
  .picture .narrow { display: block; }
}
.figure-row { display: grid;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 360px), 1fr)); gap: 0 32px; }
.figure-row > figure { min-width: 0; }
.table-note { font-size: .86rem; color: var(--muted); margin: 6px 0 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .92rem; line-height: 1.42;
  font-variant-numeric: tabular-nums;
  overflow-wrap: normal; }
.table figcaption { margin-bottom: 8px; }
.table table { min-width: min(100%, 420px); border-top: 2px solid var(--ink);
  border-bottom: 2px solid var(--ink); }
.table thead { border-bottom: 1px solid var(--ink); }
.table th, .table td { padding: 5px 18px 5px 0; vertical-align: top; }
.table th:last-child, .table td:last-child { padding-right: 4px; }
.table th:first-child, .table td:first-child { padding-left: 4px; }
.table th { font-weight: 600; vertical-align: bottom; }
.table tbody tr + tr { border-top: 1px solid var(--grid); }
.left { text-align: left; } .table td.left { min-width: 9ch; }
.right { text-align: right; white-space: nowrap; } .center { text-align: center; }
.emphasized td { font-weight: 600; background: var(--panel); }
.emphasized td:first-child { box-shadow: inset 3px 0 0 var(--accent); padding-left: 10px; }
.plot-title { font-weight: 600; font-size: .9rem; margin: 0 0 8px; }
.matrix { border-collapse: separate; border-spacing: 2px; text-align: center; }
.matrix th { font-weight: 600; padding: 3px 6px; line-height: 1.25; vertical-align: bottom; }
.matrix .axis-name { font-weight: 400; color: var(--muted); font-size: .84rem; }
.matrix tbody th { text-align: right; vertical-align: middle; max-width: 190px;
  overflow-wrap: break-word; }
.matrix .heat { min-width: 72px; padding: 8px 8px; border-radius: 3px;
  background: rgba(var(--heat-rgb), calc(.04 + .96 * var(--heat))); }
.matrix .deep { color: var(--deep-ink); }
.matrix .diagonal .count { font-weight: 700; }
.matrix .count { display: block; font-size: 1rem; line-height: 1.25; }
.matrix .percent { display: block; font-size: .76rem; line-height: 1.25; white-space: nowrap; }
.matrix .row-total { color: var(--muted); padding-left: 10px; text-align: right; }
@media print {
  @page { margin: 16mm 15mm; }
  :root { color-scheme: light; }
  body { font-size: 10pt; }
  .page { max-width: none; padding: 0; }
  .cards { grid-template-columns: repeat(auto-fit, minmax(120px, 1fr)); gap: 8px; }
  .card { padding: 8px 9px; }
  .figure-row { grid-template-columns: repeat(auto-fit, minmax(300px, 1fr)); gap: 0 24px; }
  header { margin-bottom: 22px; }
  section { margin-bottom: 24px; }
  h2, h3, .table figcaption { break-after: avoid; }
  figure, .callout, .card, tr { break-inside: avoid; }
  .scroll, pre { overflow: visible; }
  pre { white-space: pre-wrap; }
  a { color: inherit; }
}
)css";

constexpr std::string_view pictures =
    R"css(.plot { display: block; width: 100%; height: auto; margin: 0 auto; overflow: visible; }
.wide .plot { max-width: 860px; } .narrow .plot { max-width: 520px; }
.plot[width="520"] { max-width: 520px; }
.plot text { font-family: inherit; font-variant-numeric: tabular-nums; fill: var(--ink); }
.plot .start { text-anchor: start; } .plot .middle { text-anchor: middle; }
.plot .end { text-anchor: end; }
.plot .title { font-size: 14px; font-weight: 600; }
.plot .tick, .plot .legend { font-size: 12px; } .plot .tick { fill: var(--muted); }
.plot .label { font-size: 12.5px; }
.plot .category { font-size: 12px; } .plot .number { font-size: 12px; font-weight: 600; }
.plot .panel-title { font-size: 12.5px; font-weight: 600; }
.plot .remark { font-size: 11.5px; fill: var(--muted); }
.plot .remark, .plot .number { paint-order: stroke; stroke: var(--paper); stroke-width: 3px;
  stroke-linejoin: round; }
.plot line, .plot path { fill: none; stroke-width: 1; }
.plot .grid { stroke: var(--grid); } .plot .base { stroke: var(--muted); }
.plot .reference { stroke: var(--muted); stroke-dasharray: 2 3; }
.plot .diagonal { stroke: var(--muted); stroke-dasharray: 5 4; }
.plot .s0 { --c: var(--c0); } .plot .s1 { --c: var(--c1); } .plot .s2 { --c: var(--c2); }
.plot .s3 { --c: var(--c3); } .plot .s4 { --c: var(--c4); } .plot .s5 { --c: var(--c5); }
.plot .s6 { --c: var(--c6); }
.plot .curve { stroke: var(--c); stroke-width: 1.8; stroke-linejoin: round; stroke-linecap: round; }
.plot .thin { stroke-width: 1.3; } .plot .dashed { stroke-dasharray: 6 4; stroke-linecap: butt; }
.plot .band { fill: var(--c); fill-opacity: .16; stroke: none; }
.plot .mark { fill: var(--c); stroke: var(--paper); stroke-width: 1; }
.plot .mark.open { fill: none; stroke: var(--c); stroke-width: 1.8; }
.plot .cloud .mark { fill-opacity: .8; stroke-width: .6; }
.plot .cloud .mark.open { stroke-width: 1.4; }
.plot .bar { fill: var(--c); } .plot .hatch { stroke: var(--paper); stroke-width: 1.1;
  stroke-opacity: .8; }
.plot .error-bar { stroke: var(--ink); stroke-width: 1.3; }
.plot .error-halo { stroke: var(--paper); stroke-width: 3.6; }
.plot .before { fill: var(--before); stroke: none; }
.plot .path-line { stroke: var(--path); stroke-opacity: .6; stroke-linejoin: round; }
.plot .path-dot { stroke: var(--c0); stroke-width: 5.2; stroke-linecap: round; }
.plot .ladder .mark { fill-opacity: .85; stroke-width: .6; }
.plot .mean-halo { stroke: var(--paper); stroke-width: 5; }
.plot .mean-bar { stroke: var(--c1); stroke-width: 1.8; }
.plot .mean-line { stroke: var(--c1); stroke-width: 3.2; }
.plot .part { fill: var(--panel); stroke: var(--ink); stroke-width: 1.3; }
.plot .screen { fill: var(--paper); stroke: var(--ink); stroke-width: 1.3; }
.plot .symbol { stroke: var(--ink); stroke-width: 1.3; stroke-linejoin: round; }
.plot .solid { fill: var(--ink); } .plot .nonlinear { stroke: var(--c1); stroke-width: 1.9; }
.plot .light { stroke: var(--c0); stroke-width: 1.8; stroke-linejoin: round; }
.plot .wire { stroke: var(--muted); stroke-width: 1.4; stroke-dasharray: 4 3; }
.plot .arrow { fill: var(--c0); } .plot .arrow.wired { fill: var(--muted); }
.plot .reading { font-size: 11px; fill: var(--c0); font-weight: 600; }
.plot .row-name { font-size: 13px; font-weight: 600; }
.plot .part-label { font-size: 11.5px; font-weight: 600; }
.plot .part-detail { font-size: 11px; fill: var(--muted); }
.plot .warns .part, .plot .warns .symbol { stroke: var(--bad); stroke-width: 2; }
.plot .warns .part-detail { fill: var(--bad); font-weight: 600; }
)css";

}  // namespace

std::string style_sheet() {
  std::string text;
  for (const auto sheet : {colours, page, parts, pictures}) text += sheet;
  return text;
}

}  // namespace fiberloom::report
