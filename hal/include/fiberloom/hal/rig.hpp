#pragma once

#include <fiberloom/hal/backend.hpp>
#include <fiberloom/hal/emission.hpp>
#include <memory>
#include <string>
#include <vector>

namespace fiberloom::hal {

/// A bench: owns its backend and its light sources; nothing else owns hardware. Arms and disarms.
///
/// Neither copied nor moved, so that a permit always finds the bench it was made for.
/// Threads: arm() and backend() from one thread at a time.
class Rig {
 public:
  Rig(std::string name, std::unique_ptr<Backend> backend,
      std::vector<std::unique_ptr<EmissionSource>> sources);
  Rig(const Rig&) = delete;
  Rig& operator=(const Rig&) = delete;
  ~Rig();

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] Backend& backend() noexcept { return *backend_; }

  /// Enables the sources in their order and returns the permission to use them.
  ///
  /// Throws:  InterlockError "interlock.already_armed" while another permit lives; InstrumentError from a source.
  [[nodiscard]] EmissionPermit arm();

  [[nodiscard]] bool is_armed() const noexcept { return gate_->is_open(); }

 private:
  std::string name_;
  std::shared_ptr<EmissionGate> gate_;  // shared for the reason told at the permit
  std::unique_ptr<Backend> backend_;
};

}  // namespace fiberloom::hal
