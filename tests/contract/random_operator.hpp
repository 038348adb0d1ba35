#pragma once

#include <array>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/instruments/waveform_generator.hpp>
#include <optional>
#include <string>

#include "bench_judge.hpp"
#include "lab_rig.hpp"
#include "random.hpp"
#include "watched_bench.hpp"

namespace fiberloom::test {

/// Somebody at the keyboard of a bench who does anything that can be done there, the nasty ends of every range first.
class RandomOperator {
 public:
  RandomOperator(WatchedBench& bench, BenchJudge& judge, Random& random)
      : bench_(bench), judge_(judge), random_(random) {}

  /// Does one thing; what the bench refuses is caught, and counted by the judge.
  void act() {
    try {
      choose();
    } catch (const core::InterlockError&) {  // refused, or a lost seed: the bench goes on
    } catch (const core::InstrumentError&) {
    } catch (const core::InputError&) {
    }
    judge_.set_arming(false);
    judge_.look();
  }

  /// Something breaks.
  void break_something() {
    switch (below(3)) {
      case 0:
        bench_.faults().add({.kind = sim::FaultKind::fiber_break, .place = edfa()});
        judge_.forgive_seeds();
        has_broken_the_fiber_ = true;
        return;
      case 1:
        bench_.faults().add({.kind = sim::FaultKind::stuck_attenuator, .place = "voa-1"});
        judge_.forgive_powers();
        return;
      default:
        bench_.faults().add(
            {.kind = sim::FaultKind::slow_instrument, .place = edfa(), .value = 0.05});
    }
  }

  void arm() {
    permit_.reset();
    judge_.set_arming(true);
    permit_.emplace(bench_.rig().arm());
    judge_.set_arming(false);
    judge_.look();
  }
  void drop_permit() { permit_.reset(); }
  [[nodiscard]] bool has_broken_the_fiber() const noexcept { return has_broken_the_fiber_; }
  [[nodiscard]] bool has_permit() const { return permit_ && permit_->is_valid(); }

  hal::RunResult run() {
    const hal::LightPath& path = bench_.rig().backend().limits().path;
    hal::RunRequest request;
    request.stages = lab_settings(path, {random_.uniform(-3.0, 3.0), random_.uniform(-3.0, 3.0)},
                                  {random_.uniform(0.0, 0.5), random_.uniform(0.0, 0.5)});
    request.waveform = core::FieldBatch<double>(1, num_samples);
    for (std::complex<double>& value : request.waveform.values()) {
      value = random_.complex_normal();
    }
    return bench_.rig().backend().run(request, *permit_);
  }

 private:
  void choose() {
    const std::size_t dice = below(100);
    if (dice < 10) {
      permit_ ? drop_permit() : arm();
    } else if (dice < 60) {
      set_anything();
    } else if (dice < 78) {
      set_power();
    } else if (dice < 81) {
      turn_the_switch_in_haste();
    } else if (dice < 86) {
      load();
    } else if (dice < 90) {
      step_life_cycle();
    } else if (dice < 92) {
      if (permit_) {
        static_cast<void>(run());
      }
    } else {
      bench_.wait(random_.uniform(0.0, 1.0) < 0.5 ? 0.01 : 40.0);
    }
  }

  void set_anything() {
    const auto& instruments = bench_.bench().instruments();
    const auto& settings = instruments[below(instruments.size())]->settings();
    set(*settings[below(settings.size())]);
  }

  // What decides most about the light is turned most.
  void set_power() {
    static constexpr std::array<std::pair<const char*, const char*>, 8> knobs{
        {{"edfa-1", "output_power_dbm"},
         {"edfa-2", "output_power_dbm"},
         {"voa-1", "attenuation_db"},
         {"voa-2", "attenuation_db"},
         {"voa-rx", "attenuation_db"},
         {"switch-1", "port"},
         {"dither-1", "drive_v"},
         {"tec-1", "temperature_c"}}};
    const auto& [instrument, key] = knobs[below(knobs.size())];
    set(bench_.setting(instrument, key));
  }

  // As somebody does who believes that an attenuator is closed once it was told so.
  void turn_the_switch_in_haste() {
    hal::Setting& port = bench_.setting("switch-1", "port");
    for (const char* attenuator : {"voa-2", "voa-rx"}) {
      hal::Setting& attenuation = bench_.setting(attenuator, "attenuation_db");
      attenuation.set(attenuation.spec().maximum);
      bench_.wait(below(2) == 0 ? 0.0 : 0.05);
    }
    port.set(port.applied() == 1.0 ? 2.0 : 1.0);
  }

  void set(hal::Setting& setting) {
    const hal::SettingSpec& spec = setting.spec();
    const double dice = random_.uniform(0.0, 1.0);
    const double here = setting.applied().value_or(spec.minimum);
    const double wanted = dice < 0.3   ? spec.minimum
                          : dice < 0.6 ? spec.maximum
                          : dice < 0.8 ? here + random_.uniform(-3.0, 3.0)
                                       : random_.uniform(spec.minimum, spec.maximum);
    setting.set(std::clamp(wanted, spec.minimum, spec.maximum));
  }

  void load() {
    static constexpr std::array<double, 5> transmissions{0.5, 4e-3, 1e-5, 1e-8, 0.0};
    const hal::LoadedWaveform waveform{
        .samples = core::FieldBatch<double>(1, num_samples),
        .mean_transmission = transmissions[below(transmissions.size())]};
    bench_.bench().get<hal::WaveformGenerator>("awg-1").load(waveform);
  }

  void step_life_cycle() {
    static constexpr std::array<const char*, 5> bright{"laser-1", "awg-1", "edfa-1", "voa-1",
                                                       "edfa-2"};
    const auto& instruments = bench_.bench().instruments();
    hal::Instrument& instrument = below(2) == 0 ? bench_.bench().instrument(bright[below(5)])
                                                : *instruments[below(instruments.size())];
    switch (below(3)) {
      case 0:
        return instrument.configure();
      case 1:
        return instrument.arm();
      default:
        return instrument.make_safe();
    }
  }

  [[nodiscard]] std::size_t below(std::size_t count) {
    const auto index = static_cast<std::size_t>(random_.uniform(0.0, static_cast<double>(count)));
    return std::min(index, count - 1);
  }
  [[nodiscard]] std::string edfa() { return below(2) == 0 ? "edfa-1" : "edfa-2"; }

  static constexpr std::size_t num_samples = 32;

  WatchedBench& bench_;
  BenchJudge& judge_;
  Random& random_;
  std::optional<hal::EmissionPermit> permit_;
  bool has_broken_the_fiber_ = false;
};

}  // namespace fiberloom::test
