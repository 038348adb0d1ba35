#pragma once

#include "bench/simulated_instruments.hpp"

namespace fiberloom::sim {

[[nodiscard]] std::unique_ptr<hal::Instrument> make_simulated_laser(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics);
[[nodiscard]] std::unique_ptr<hal::Instrument> make_simulated_pulse_source(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics);
[[nodiscard]] std::unique_ptr<hal::Instrument> make_simulated_amplifier(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics);

}  // namespace fiberloom::sim
