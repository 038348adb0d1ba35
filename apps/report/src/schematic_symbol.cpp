#include "schematic_symbol.hpp"

#include <fmt/format.h>

#include <initializer_list>
#include <string>

namespace fiberloom::report::detail {
namespace {

constexpr double tap_depth = 44.0;

// Path data relative to a point: "M" or "L" before each pair of numbers.
struct Stroke {
  char command = 'L';
  double x = 0.0;
  double y = 0.0;
};

std::string path_around(Point at, std::initializer_list<Stroke> strokes) {
  std::string data;
  for (const Stroke& stroke : strokes) {
    data += stroke.command + coordinate(at.x + stroke.x) + "," + coordinate(at.y + stroke.y);
  }
  return data;
}

void draw_box(SvgCanvas& canvas, Point at, double half_width = symbol_half_width) {
  canvas.box({.left = at.x - half_width,
              .top = at.y - symbol_half_height,
              .width = 2.0 * half_width,
              .height = 2.0 * symbol_half_height},
             "part");
}

// The line of the light where a symbol is narrower than its room, or lets it be seen.
void draw_through(SvgCanvas& canvas, Point at) {
  canvas.line({at.x - symbol_half_width, at.y}, {at.x + symbol_half_width, at.y}, "light");
}

void draw_tuning_arrow(SvgCanvas& canvas, Point at) {
  canvas.path(path_around(at, {{'M', -17, 24}, {'L', 19, -24}}), "symbol");
  canvas.path(path_around(at, {{'M', 21, -27}, {'L', 19.2, -17.5}, {'L', 13.2, -22}}) + "Z",
              "symbol solid");
}

void draw_laser(SvgCanvas& canvas, Point at) {
  draw_box(canvas, at);
  canvas.path(fmt::format("M{},{}q3.5,-11 7,0t7,0t7,0", coordinate(at.x - 15.0), coordinate(at.y)),
              "symbol");
  canvas.path(path_around(at, {{'M', 15, 0}, {'L', 6, -4.5}, {'L', 6, 4.5}}) + "Z", "symbol solid");
}

void draw_modulator(SvgCanvas& canvas, Point at) {
  draw_box(canvas, at);
  canvas.path(path_around(at, {{'M', -23, 0},
                               {'L', -15, 0},
                               {'L', -8, -8},
                               {'L', 8, -8},
                               {'L', 15, 0},
                               {'L', 23, 0},
                               {'M', -15, 0},
                               {'L', -8, 8},
                               {'L', 8, 8},
                               {'L', 15, 0}}),
              "symbol");
}

void draw_grating(SvgCanvas& canvas, Point at) {
  draw_box(canvas, at);
  std::string lines;
  for (const double x : {-17.0, -14.0, -10.5, -6.5, -2.0, 3.5, 9.5, 16.5}) {
    lines += path_around(at, {{'M', x, -10}, {'L', x, 10}});
  }
  canvas.path(lines, "symbol");
}

// Turns of fibre that lie on the line.
void draw_coil(SvgCanvas& canvas, Point at, const char* style) {
  draw_through(canvas, at);
  for (const double x : {-8.0, 0.0, 8.0}) {
    canvas.path(
        fmt::format("M{0},{1}a10.5,10.5 0 1 1 0.1,0", coordinate(at.x + x), coordinate(at.y)),
        style);
  }
}

void draw_amplifier(SvgCanvas& canvas, Point at) {
  draw_through(canvas, at);
  canvas.path(path_around(at, {{'M', -17, -18}, {'L', 19, 0}, {'L', -17, 18}}) + "Z", "part");
}

void draw_attenuator(SvgCanvas& canvas, Point at) {
  draw_through(canvas, at);
  canvas.box({at.x - 15.0, at.y - 11.0, 30.0, 22.0}, "part");
  draw_tuning_arrow(canvas, at);
}

void draw_diode(SvgCanvas& canvas, Point at) {
  canvas.path(path_around(at, {{'M', -7, -8}, {'L', 7, 0}, {'L', -7, 8}}) + "Z", "symbol solid");
  canvas.path(path_around(at, {{'M', 7, -8}, {'L', 7, 8}}), "symbol");
}

void draw_tapped_phase_modulator(SvgCanvas& canvas, Point at) {
  canvas.path(path_around(at, {{'M', -30, 0}, {'L', -30, 34}, {'L', -7, 34}}), "light thin");
  canvas.path(path_around(at, {{'M', 7, 34}, {'L', 16, 34}, {'L', 16, 18}}), "wire");
  draw_diode(canvas, {at.x, at.y + 34.0});
  draw_box(canvas, at);
  canvas.text({at.x, at.y + 6.0}, "φ", "title middle");
}

void draw_photodiode(SvgCanvas& canvas, Point at) {
  draw_box(canvas, at);
  draw_diode(canvas, at);
}

void draw_digitizer(SvgCanvas& canvas, Point at) {
  draw_box(canvas, at);
  canvas.path(path_around(at, {{'M', -17, 7},
                               {'L', -11, 7},
                               {'L', -11, 0},
                               {'L', -5, 0},
                               {'L', -5, -9},
                               {'L', 1, -9},
                               {'L', 1, -3},
                               {'L', 7, -3},
                               {'L', 7, 5},
                               {'L', 13, 5},
                               {'L', 13, 1},
                               {'L', 17, 1}}),
              "symbol");
}

void draw_computer(SvgCanvas& canvas, Point at) {
  draw_box(canvas, at);
  canvas.box({at.x - 17.0, at.y - 12.0, 34.0, 18.0}, "screen");
  canvas.path(path_around(at, {{'M', -10, 12}, {'L', 10, 12}, {'M', 0, 6}, {'L', 0, 12}}),
              "symbol");
}

}  // namespace

void draw_symbol(SvgCanvas& canvas, Point at, Symbol symbol) {
  switch (symbol) {
    case Symbol::laser:
      return draw_laser(canvas, at);
    case Symbol::modulator:
      return draw_modulator(canvas, at);
    case Symbol::grating:
      return draw_grating(canvas, at);
    case Symbol::tunable_grating:
      draw_grating(canvas, at);
      return draw_tuning_arrow(canvas, at);
    case Symbol::fiber_spool:
      return draw_coil(canvas, at, "symbol");
    case Symbol::amplifier:
      return draw_amplifier(canvas, at);
    case Symbol::attenuator:
      return draw_attenuator(canvas, at);
    case Symbol::nonlinear_fiber:
      return draw_coil(canvas, at, "symbol nonlinear");
    case Symbol::tapped_phase_modulator:
      return draw_tapped_phase_modulator(canvas, at);
    case Symbol::photodiode:
      return draw_photodiode(canvas, at);
    case Symbol::digitizer:
      return draw_digitizer(canvas, at);
    case Symbol::computer:
      return draw_computer(canvas, at);
  }
}

double depth_of(Symbol symbol) {
  return symbol == Symbol::tapped_phase_modulator ? tap_depth : symbol_half_height;
}

std::string_view name_of(Symbol symbol) {
  switch (symbol) {
    case Symbol::laser:
      return "laser";
    case Symbol::modulator:
      return "modulator";
    case Symbol::grating:
      return "grating";
    case Symbol::tunable_grating:
      return "tunable-grating";
    case Symbol::fiber_spool:
      return "fibre-spool";
    case Symbol::amplifier:
      return "amplifier";
    case Symbol::attenuator:
      return "attenuator";
    case Symbol::nonlinear_fiber:
      return "nonlinear-fibre";
    case Symbol::tapped_phase_modulator:
      return "tapped-phase-modulator";
    case Symbol::photodiode:
      return "photodiode";
    case Symbol::digitizer:
      return "digitiser";
    case Symbol::computer:
      break;
  }
  return "computer";
}

}  // namespace fiberloom::report::detail
