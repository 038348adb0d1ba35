#pragma once

#include <fiberloom/hal/backend.hpp>
#include <fiberloom/hal/bench.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/rig.hpp>
#include <memory>

namespace fiberloom::hal {

/// A backend made of instruments: sets stages, launch powers and detector power, plays the frames, captures the traces.
///
/// Only settings that changed are sent. A changed stage darkens the receiver first; powers are then brought to what is
/// wanted by the meters at the taps, as a person would do it, and the receiver's own power last: |u|^2 = 1 there reads 1.
/// The amplifiers' seeds are looked at before and after every run.
/// Throws:  as Backend; InputError "input.wrong_role", "input.unknown_instrument", "plan.settings" when the bench cannot hold
///          the light path; InterlockError from the bench, "interlock.seed_lost" when an amplifier has lost its light.
/// Threads: as Backend.
class RigBackend final : public Backend {
 public:
  RigBackend(std::shared_ptr<Bench> bench, const RigDocument& rig, const LightPath& path,
             const Catalog& catalog);
  ~RigBackend() override;

 private:
  RunResult run_checked(const RunRequest& request) override;
  void prepare_emission() override;

  class Controls;
  std::unique_ptr<Controls> controls_;
};

/// A rig around such a backend: its sources are the emitting instruments, in the order of the light.
[[nodiscard]] std::unique_ptr<Rig> make_instrument_rig(const std::shared_ptr<Bench>& bench,
                                                       const RigDocument& rig,
                                                       const LightPath& path,
                                                       const Catalog& catalog);

}  // namespace fiberloom::hal
