#pragma once

#include <cstddef>
#include <fiberloom/hal/backend.hpp>
#include <fiberloom/hal/bench.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/rig.hpp>
#include <memory>

namespace fiberloom::hal {

/// What a bench of instruments leaves open.
struct RigBackendOptions {
  /// Most samples that are played together: an upload of so many dwarfs its round trips, and the first one, which nothing
  /// is captured beside, is short. What a bank of the generator does not hold is cut up in any case.
  std::size_t samples_per_batch = 1U << 20U;
};

/// A backend made of instruments: sets stages, launch powers and detector power, plays the frames, captures the traces.
///
/// Frames are played in batches: the next one is uploaded, on a thread of its own, while the present one is captured. The
/// traces are the same bits however a run is cut up, where one capture is like the other.
/// Only settings that changed are sent. A changed stage darkens the receiver first; powers are then brought to what is
/// wanted by the meters at the taps, as a person would do it, and the receiver's own power last: |u|^2 = 1 there reads 1.
/// The amplifiers' seeds are looked at before and after every run.
///
/// A rig whose receiver has a sync_marker plays one known frame behind those of each batch, tells by it to a fraction of a
/// sample when the record began, and moves the traces so that they begin with their frames. Such frames are passes like the
/// others. Where the marker is not found, the frames of that batch are lost.
/// Throws:  as Backend; InputError "input.wrong_role", "input.unknown_instrument", "plan.settings" when the bench cannot hold
///          the light path; InterlockError from the bench, "interlock.seed_lost" when an amplifier has lost its light.
/// Threads: as Backend; no thread outlives the run.
class RigBackend final : public Backend {
 public:
  RigBackend(std::shared_ptr<Bench> bench, const RigDocument& rig, const LightPath& path,
             const Catalog& catalog, const RigBackendOptions& options = {});
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
                                                       const Catalog& catalog,
                                                       const RigBackendOptions& options = {});

}  // namespace fiberloom::hal
