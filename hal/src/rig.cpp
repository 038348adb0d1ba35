#include <fiberloom/hal/rig.hpp>
#include <utility>

namespace fiberloom::hal {

Rig::Rig(std::string name, std::unique_ptr<Backend> backend,
         std::vector<std::unique_ptr<EmissionSource>> sources)
    : name_(std::move(name)),
      gate_(std::make_shared<EmissionGate>(std::move(sources))),
      backend_(std::move(backend)) {
  backend_->gate_ = gate_;
}

// A permit may outlive the rig; the light must not.
Rig::~Rig() { gate_->close(); }

EmissionPermit Rig::arm() {
  if (!gate_->is_open()) {
    backend_->prepare_emission();
  }
  const std::uint64_t opening = gate_->open();
  return EmissionPermit(gate_, opening);
}

}  // namespace fiberloom::hal
