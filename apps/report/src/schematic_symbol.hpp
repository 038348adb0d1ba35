#pragma once

#include <fiberloom/report/schematic.hpp>
#include <string_view>

#include "svg_canvas.hpp"

namespace fiberloom::report::detail {

/// Half the room of every symbol: where lines end to its left and right.
inline constexpr double symbol_half_width = 23.0;
inline constexpr double symbol_half_height = 18.0;

/// Draws a symbol around a point.
void draw_symbol(SvgCanvas& canvas, Point at, Symbol symbol);

/// How far it reaches below that point.
[[nodiscard]] double depth_of(Symbol symbol);

/// "amplifier": its class in the picture, and its name in words.
[[nodiscard]] std::string_view name_of(Symbol symbol);

}  // namespace fiberloom::report::detail
