#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/hal/interlock.hpp>
#include <utility>

namespace fiberloom::hal {
namespace {

double dbm(double watts) { return watts > 0.0 ? 10.0 * std::log10(watts / 1e-3) : -300.0; }

class MaximumPower final : public Interlock {
 public:
  MaximumPower(const InterlockSpec& spec, std::size_t element)
      : Interlock(spec.name), spec_(spec), element_(element) {}

  [[nodiscard]] std::optional<Violation> violation(const Transition& transition) const override {
    const double arriving = dbm(transition.arriving_after[element_].upper_w);
    if (arriving <= spec_.limit_dbm) {
      return std::nullopt;
    }
    return Violation{fmt::format("up to {:.2f} dBm would reach {}, limit {:.2f} dBm; raise the "
                                 "attenuation in front of it or lower the power first",
                                 arriving, spec_.guards, spec_.limit_dbm),
                     arriving - spec_.limit_dbm};
  }

 private:
  InterlockSpec spec_;
  std::size_t element_;
};

class Seed final : public Interlock {
 public:
  Seed(const InterlockSpec& spec, std::size_t element)
      : Interlock(spec.name), spec_(spec), element_(element) {}

  [[nodiscard]] std::optional<Violation> violation(const Transition& transition) const override {
    const double arriving = dbm(transition.arriving_after[element_].lower_w);
    if (!transition.after.is_emitting(spec_.guards) || arriving >= spec_.limit_dbm) {
      return std::nullopt;
    }
    return Violation{
        fmt::format("{} may emit only with a seed of {:.2f} dBm, and no more than {} is sure to "
                    "reach it; give it light first, or make it safe before its light goes",
                    spec_.guards, spec_.limit_dbm,
                    arriving > -300.0 ? fmt::format("{:.2f} dBm", arriving) : "no light"),
        spec_.limit_dbm - arriving};
  }

 private:
  InterlockSpec spec_;
  std::size_t element_;
};

class Ramp final : public Interlock {
 public:
  explicit Ramp(const InterlockSpec& spec) : Interlock(spec.name), spec_(spec) {}

  [[nodiscard]] std::optional<Violation> violation(const Transition& transition) const override {
    const Command& command = transition.command;
    const double rise = command.to - command.from;
    const bool concerns = command.instrument == spec_.guards && command.key == spec_.setting;
    // A dark source may be set to anything: nothing jumps.
    if (!concerns || rise <= spec_.step * (1.0 + 1e-9) ||
        !transition.before.is_emitting(spec_.guards)) {
      return std::nullopt;
    }
    return Violation{fmt::format("{} of {} may rise by {:.6g} in one write, not by {:.6g}; go up "
                                 "in steps",
                                 spec_.setting, spec_.guards, spec_.step, rise),
                     rise / spec_.step};
  }

 private:
  InterlockSpec spec_;
};

class DarkBeforeChange final : public Interlock {
 public:
  DarkBeforeChange(const InterlockSpec& spec, std::size_t element)
      : Interlock(spec.name), spec_(spec), element_(element) {}

  [[nodiscard]] std::optional<Violation> violation(const Transition& transition) const override {
    const Command& command = transition.command;
    const double arriving = dbm(transition.arriving_before[element_].upper_w);
    const bool concerns = command.instrument == spec_.guards && command.key == spec_.setting &&
                          command.to != command.from;
    if (!concerns || arriving < spec_.limit_dbm) {
      return std::nullopt;
    }
    return Violation{fmt::format("{} of {} changes in the dark only, and up to {:.2f} dBm reaches "
                                 "it, limit {:.2f} dBm; make the sources safe first",
                                 spec_.setting, spec_.guards, arriving, spec_.limit_dbm),
                     arriving - spec_.limit_dbm};
  }

 private:
  InterlockSpec spec_;
  std::size_t element_;
};

class RequiresSetting final : public Interlock {
 public:
  explicit RequiresSetting(const InterlockSpec& spec) : Interlock(spec.name), spec_(spec) {}

  [[nodiscard]] std::optional<Violation> violation(const Transition& transition) const override {
    if (!transition.after.is_emitting(spec_.guards)) {
      return std::nullopt;
    }
    const std::optional<SettingSpan> span = transition.after.span(spec_.other, spec_.setting);
    if (span && span->lowest >= spec_.minimum && span->highest <= spec_.maximum) {
      return std::nullopt;
    }
    const std::string is_at = !span                           ? "not known"
                              : span->lowest == span->highest ? fmt::format("{:.6g}", span->lowest)
                                                              : fmt::format(
                                                                    "still on its way, between "
                                                                    "{:.6g} and {:.6g}",
                                                                    span->lowest, span->highest);
    const double beyond =
        span ? std::max(spec_.minimum - span->lowest, span->highest - spec_.maximum) : HUGE_VAL;
    return Violation{
        fmt::format("{} may emit only while {} of {} is between {:.6g} and {:.6g}; "
                    "it is {}",
                    spec_.guards, spec_.setting, spec_.other, spec_.minimum, spec_.maximum, is_at),
        beyond};
  }

 private:
  InterlockSpec spec_;
};

// Null for one that guards a place which no light passes: a bench may have more stages than a light path uses.
std::unique_ptr<Interlock> make_interlock(const InterlockSpec& spec, const OpticalChain& chain) {
  const std::optional<std::size_t> element = chain.find(spec.guards);
  switch (spec.kind) {
    case InterlockKind::maximum_power:
      return element ? std::make_unique<MaximumPower>(spec, *element) : nullptr;
    case InterlockKind::seed:
      return element ? std::make_unique<Seed>(spec, *element) : nullptr;
    case InterlockKind::ramp:
      return std::make_unique<Ramp>(spec);
    case InterlockKind::dark_before_change:
      return element ? std::make_unique<DarkBeforeChange>(spec, *element) : nullptr;
    case InterlockKind::requires_setting:
      return std::make_unique<RequiresSetting>(spec);
  }
  return nullptr;
}

}  // namespace

std::vector<std::unique_ptr<Interlock>> make_interlocks(const std::vector<InterlockSpec>& specs,
                                                        const OpticalChain& chain) {
  std::vector<std::unique_ptr<Interlock>> interlocks;
  for (const InterlockSpec& spec : specs) {
    if (std::unique_ptr<Interlock> interlock = make_interlock(spec, chain)) {
      interlocks.push_back(std::move(interlock));
    }
  }
  return interlocks;
}

}  // namespace fiberloom::hal
