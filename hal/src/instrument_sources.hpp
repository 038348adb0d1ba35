#pragma once

#include <fiberloom/hal/bench.hpp>
#include <fiberloom/hal/emission.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace fiberloom::hal {

// Private to this room: who could make one outside could light a source without a permit.

/// One light source of a bench as the emission gate switches it. Shares the bench: a permit may outlive its rig.
class InstrumentSource final : public EmissionSource {
 public:
  InstrumentSource(std::shared_ptr<Bench> bench, EmittingInstrument& instrument)
      : bench_(std::move(bench)), instrument_(instrument) {}

  [[nodiscard]] std::string name() const override { return instrument_.name(); }
  void enable() override { instrument_.emit(); }
  void make_safe() noexcept override { instrument_.make_safe(); }

 private:
  std::shared_ptr<Bench> bench_;
  EmittingInstrument& instrument_;
};

/// Every emitting instrument of the bench, in the order of the light.
[[nodiscard]] std::vector<std::unique_ptr<EmissionSource>> sources_of(
    const std::shared_ptr<Bench>& bench);

}  // namespace fiberloom::hal
