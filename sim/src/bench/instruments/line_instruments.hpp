#pragma once

#include "bench/simulated_instruments.hpp"

namespace fiberloom::sim {

[[nodiscard]] std::unique_ptr<hal::Instrument> make_simulated_attenuator(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics);
[[nodiscard]] std::unique_ptr<hal::Instrument> make_simulated_compensator(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics);
[[nodiscard]] std::unique_ptr<hal::Instrument> make_simulated_filter(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics);
[[nodiscard]] std::unique_ptr<hal::Instrument> make_simulated_switch(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics);
[[nodiscard]] std::unique_ptr<hal::Instrument> make_simulated_delay_line(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics);
[[nodiscard]] std::unique_ptr<hal::Instrument> make_simulated_polarization_controller(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics);

}  // namespace fiberloom::sim
