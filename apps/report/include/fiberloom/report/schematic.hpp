#pragma once

#include <string>
#include <vector>

namespace fiberloom::report {

/// What an element of a schematic is, which decides how it is drawn.
enum class Symbol {
  laser,
  modulator,
  grating,
  tunable_grating,
  fiber_spool,
  amplifier,
  attenuator,
  nonlinear_fiber,
  tapped_phase_modulator,  ///< with the photodiode at its tap that drives it
  photodiode,
  digitizer,
  computer
};

/// One element, and what comes to it.
struct SchematicElement {
  Symbol symbol = Symbol::laser;
  std::string label{};
  std::string detail{};   ///< in small print below the label
  std::string inflow{};   ///< beside the line that leads to it: "−8.6 dBm"
  bool is_wired = false;  ///< that line is a wire, not light
  bool warns = false;     ///< something is wrong there; the detail should say what
};

/// Elements that are drawn from left to right, on as many lines as they need.
struct SchematicRow {
  std::string name{};
  std::vector<SchematicElement> elements{};
};

/// A chain of elements, row below row, joined by arrows.
struct Schematic {
  std::string title{};
  std::vector<SchematicRow> rows{};
};

}  // namespace fiberloom::report
