#pragma once

#include "bench/simulated_instruments.hpp"

namespace fiberloom::sim {

[[nodiscard]] std::unique_ptr<hal::Instrument> make_simulated_generator(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics);
[[nodiscard]] std::unique_ptr<hal::Instrument> make_simulated_bias(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics);
[[nodiscard]] std::unique_ptr<hal::Instrument> make_simulated_phase_modulator(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics);
[[nodiscard]] std::unique_ptr<hal::Instrument> make_simulated_digitizer(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics);
[[nodiscard]] std::unique_ptr<hal::Instrument> make_simulated_power_meter(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics);
[[nodiscard]] std::unique_ptr<hal::Instrument> make_simulated_spectrum_analyzer(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics);
[[nodiscard]] std::unique_ptr<hal::Instrument> make_simulated_temperature_controller(
    const InstrumentPlan& plan, const hal::BenchAccess& access,
    const std::shared_ptr<BenchPhysics>& physics);

}  // namespace fiberloom::sim
