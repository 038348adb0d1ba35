#pragma once

#include <cstdint>
#include <fiberloom/hal/bench_document.hpp>
#include <fiberloom/hal/bench_spread.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/instrument_figures.hpp>
#include <fiberloom/hal/light_path.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <fiberloom/sim/components/chirped_grating.hpp>
#include <fiberloom/sim/components/delay_line.hpp>
#include <fiberloom/sim/components/fiber_spool.hpp>
#include <fiberloom/sim/components/optical_amplifier.hpp>
#include <fiberloom/sim/components/optical_filter.hpp>
#include <fiberloom/sim/components/optical_switch.hpp>
#include <fiberloom/sim/components/programmable_filter.hpp>
#include <fiberloom/sim/components/spliced_connection.hpp>
#include <fiberloom/sim/components/tunable_compensator.hpp>
#include <fiberloom/sim/components/variable_attenuator.hpp>
#include <fiberloom/sim/drift/room_temperature.hpp>
#include <string>
#include <variant>
#include <vector>

namespace fiberloom::sim {

/// A place that only takes light away: a tap, a part without a model of its own.
struct PassivePart {
  double transmission = 1.0;
};

/// A programmable filter: flat until a profile is loaded into it.
struct ShapingFilter {
  ProgrammableFilterParameters parameters{};
  double center_wavelength_nm = 1550.0;  ///< of its middle pixel
};

/// A switch, and the port behind which the rest of the line lies.
struct LinePort {
  OpticalSwitch part;
  double port = 1.0;
};

using LinePart =
    std::variant<PassivePart, ShapingFilter, DelayLine, ChirpedGrating, TunableCompensator,
                 OpticalFilter, OpticalAmplifier, VariableAttenuator, FiberSpool, LinePort>;

/// One element of the line as it really is, with the connection in front of it.
struct LineElement {
  std::string name{};
  SplicedConnection connection;
  LinePart part;
};

/// What a bench's line really is, between modulator and photodiode. Private to this room.
using DrawnLine = std::vector<LineElement>;

/// Where a bench is drawn from.
struct BenchPlan {
  const hal::RigDocument& rig;  ///< with a bench
  const hal::LightPath& path;
  const hal::Catalog& catalog;
  const hal::BenchSpread& spread;
  std::uint64_t seed = 0;
};

/// Where the figures of its instruments come from.
[[nodiscard]] hal::FigureSources sources_of(const BenchPlan& plan);

/// Each quantity has a random stream of its own, named after the element, so that an element is the same on every bench
/// of that seed that has it.
[[nodiscard]] DrawnLine draw_line(const BenchPlan& plan);

/// The temperature of the bench's room, over its simulated time.
[[nodiscard]] RoomTemperature draw_room(const hal::BenchSpread& spread, std::uint64_t seed);

/// One standard normal deviate for one quantity of one element.
[[nodiscard]] double drawn_deviate(std::uint64_t seed, const std::string& element,
                                   const char* quantity);

}  // namespace fiberloom::sim
