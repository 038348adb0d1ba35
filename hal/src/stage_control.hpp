#pragma once

#include <fiberloom/hal/bench.hpp>
#include <fiberloom/hal/instruments/dispersion_compensator.hpp>
#include <fiberloom/hal/run.hpp>
#include <fiberloom/hal/stage_parts.hpp>
#include <optional>
#include <stop_token>

#include "power_control.hpp"

namespace fiberloom::hal {

/// One stage of a bench: turns the two numbers of a layer into settings of its instruments.
class StageControl {
 public:
  StageControl(const Bench& bench, const StageWiring& wiring, const StagePath& stage,
               StageParts parts);

  /// Whether the stage stands at that setting already.
  [[nodiscard]] bool is_at(const StageSetting& setting) const;
  AppliedStage apply(const StageSetting& setting, const std::stop_token& stop);
  [[nodiscard]] const AppliedStage& applied() const { return *applied_; }
  /// What it stands at is not known any more: the next setting is sent whole.
  void forget() { applied_.reset(); }

  /// Low output, attenuator open: light enough for the next seed, too little for any limit.
  void prepare();

 private:
  core::GroupDelayDispersion tune(core::GroupDelayDispersion wanted, const std::stop_token& stop);

  StageParts parts_;
  DispersionCompensator* compensator_ = nullptr;
  std::optional<PowerControl> launch_;
  OpticalAmplifier* amplifier_ = nullptr;
  VariableAttenuator* attenuator_ = nullptr;
  std::optional<AppliedStage> applied_;
};

}  // namespace fiberloom::hal
