#include "stage_control.hpp"

#include <fmt/format.h>

#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/nonlinear_limits.hpp>
#include <utility>

namespace fiberloom::hal {
namespace {

namespace units = core::units;

template <class Role>
Role* role_of(const Bench& bench, const std::string& name) {
  return name.empty() ? nullptr : &bench.get<Role>(name);
}

double power_ratio(double decibels) { return std::pow(10.0, decibels / 10.0); }

// From the tap to the fibre itself: what goes straight on, the connection, and the splice of the spool.
double loss_behind_tap_db(const Bench& bench, const StageWiring& wiring, const StagePath& stage,
                          const StageParts& parts) {
  const double straight = 1.0 - wiring.launch_tap_ratio;
  const std::string spool = stage.name + "/" + stage.nonlinear_part;
  return -10.0 * std::log10(straight) + bench.guard().chain().loss_before_db(spool) +
         end_loss(highly_nonlinear_fiber(*parts.nonlinear)).value();
}

}  // namespace

StageControl::StageControl(const Bench& bench, const StageWiring& wiring, const StagePath& stage,
                           StageParts parts)
    : parts_(std::move(parts)),
      compensator_(role_of<DispersionCompensator>(bench, wiring.dispersion_compensator)),
      amplifier_(role_of<OpticalAmplifier>(bench, wiring.amplifier)),
      attenuator_(role_of<VariableAttenuator>(bench, wiring.attenuator)) {
  if (parts_.tunable != nullptr && compensator_ == nullptr) {
    throw core::InputError("plan.settings",
                           fmt::format("stage \"{}\" wants the tunable part {}, and the bench has "
                                       "no dispersion compensator there; name one in its stage",
                                       stage.name, parts_.tunable->id));
  }
  if (parts_.nonlinear == nullptr) {
    return;
  }
  if (attenuator_ == nullptr) {
    throw core::InputError("plan.settings",
                           fmt::format("stage \"{}\" has a nonlinear element, and the bench no "
                                       "attenuator to set its power; name one in its stage",
                                       stage.name));
  }
  const OpticalChain& chain = bench.guard().chain();
  const double behind_db = loss_behind_tap_db(bench, wiring, stage, parts_);
  PowerMeter* meter = role_of<PowerMeter>(bench, wiring.launch_meter);
  launch_.emplace(ControlledPlace{
      .amplifier = amplifier_,
      .attenuator = attenuator_,
      .meter = meter,
      .place_per_meter = meter == nullptr ? 1.0 : power_ratio(-behind_db) / wiring.launch_tap_ratio,
      .fixed_loss_db = chain.loss_before_db(wiring.attenuator) +
                       chain.loss_through_db(wiring.attenuator) +
                       chain.loss_before_db(wiring.launch_meter) + behind_db});
}

bool StageControl::is_at(const StageSetting& setting) const {
  return applied_ && applied_->dispersion.requested == setting.dispersion &&
         applied_->launch_power.requested == setting.launch_power;
}

AppliedStage StageControl::apply(const StageSetting& setting, const std::stop_token& stop) {
  applied_.reset();
  AppliedStage applied;
  applied.dispersion = {.requested = setting.dispersion, .applied = tune(setting.dispersion, stop)};
  applied.launch_power = {.requested = setting.launch_power, .applied = setting.launch_power};
  if (launch_) {
    applied.launch_power.applied = launch_->bring_to(setting.launch_power, stop);
  }
  applied_ = applied;
  return applied;
}

core::GroupDelayDispersion StageControl::tune(core::GroupDelayDispersion wanted,
                                              const std::stop_token& stop) {
  if (parts_.tunable == nullptr) {
    return parts_.fixed_dispersion;
  }
  const auto trim = compensator_->set_dispersion(wanted - parts_.fixed_dispersion, stop);
  compensator_->wait_until_settled(stop);
  return parts_.fixed_dispersion + trim.applied;
}

void StageControl::prepare() {
  forget();
  if (amplifier_ != nullptr) {
    Setting& output = amplifier_->setting("output_power_dbm");
    output.set(output.spec().minimum);
  }
  if (attenuator_ != nullptr) {
    Setting& attenuation = attenuator_->setting("attenuation_db");
    attenuation.set(attenuation.spec().minimum);
  }
}

}  // namespace fiberloom::hal
