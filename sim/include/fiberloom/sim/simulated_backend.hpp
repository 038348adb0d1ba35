#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/hal/backend.hpp>
#include <fiberloom/hal/rig.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <fiberloom/sim/simulated_laser.hpp>
#include <memory>

namespace fiberloom::sim {

/// One bench out of many that its document allows: drawn from the tolerances by a seed.
///
/// The light path is computed with the same layer operators as the model; what differs is the truth. Every stage's
/// dispersion and nonlinear phase deviate from what they are set to, the generator and the receiver add noise and roll
/// off, the readout is skewed. That truth stays in here: no accessor, no other room.
/// Noise is indexed by the number of the shot, not by the number of calls: the same request gives the same result.
/// Throws:  as hal::Backend; InputError "input.setting" for a light path that the document does not allow;
///          InstrumentError "instrument.timeout" when the deadline passes.
/// Threads: as hal::Backend; frames are shared out over `num_threads`.
/// Source:  demo tasks, "spec" and "hard" rigs; second-order Butterworth roll-off with its delay at low frequency taken
///          out by the trigger.
class SimulatedBackend final : public hal::Backend {
 public:
  SimulatedBackend(const hal::RigDocument& rig, const hal::LightPath& path, std::uint64_t seed,
                   std::shared_ptr<const LightState> light, std::size_t num_threads = 1);
  ~SimulatedBackend() override;

 private:
  hal::RunResult run_checked(const hal::RunRequest& request) override;

  struct Bench;
  std::unique_ptr<Bench> bench_;
};

/// A rig whose backend is simulated, with one simulated laser as its source.
std::unique_ptr<hal::Rig> make_simulated_rig(const hal::RigDocument& rig,
                                             const hal::LightPath& path, std::uint64_t seed,
                                             std::size_t num_threads = 1);

}  // namespace fiberloom::sim
