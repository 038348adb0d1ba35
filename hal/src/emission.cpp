#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/emission.hpp>
#include <utility>

namespace fiberloom::hal {

EmissionGate::EmissionGate(std::vector<std::unique_ptr<EmissionSource>> sources)
    : sources_(std::move(sources)) {}

EmissionGate::~EmissionGate() { close(); }

std::uint64_t EmissionGate::open() {
  const std::scoped_lock guard(lock_);
  if (open_) {
    throw core::InterlockError("interlock.already_armed",
                               "rig: it is armed already; end the other run first");
  }
  try {
    for (const std::unique_ptr<EmissionSource>& source : sources_) {
      source->enable();
    }
  } catch (...) {
    make_all_safe();
    throw;
  }
  open_ = true;
  return ++opening_;
}

void EmissionGate::close() noexcept {
  const std::scoped_lock guard(lock_);
  make_all_safe();
  open_ = false;
}

void EmissionGate::close(std::uint64_t opening) noexcept {
  const std::scoped_lock guard(lock_);
  if (open_ && opening != opening_) {
    return;
  }
  make_all_safe();
  open_ = false;
}

bool EmissionGate::is_open() const noexcept {
  const std::scoped_lock guard(lock_);
  return open_;
}

bool EmissionGate::is_open(std::uint64_t opening) const noexcept {
  const std::scoped_lock guard(lock_);
  return open_ && opening == opening_;
}

void EmissionGate::make_all_safe() noexcept {
  for (auto source = sources_.rbegin(); source != sources_.rend(); ++source) {
    (*source)->make_safe();
  }
}

EmissionPermit& EmissionPermit::operator=(EmissionPermit&& other) noexcept {
  if (this != &other) {
    revoke();
    gate_ = std::move(other.gate_);
    opening_ = other.opening_;
  }
  return *this;
}

EmissionPermit::~EmissionPermit() { revoke(); }

bool EmissionPermit::is_valid() const noexcept { return gate_ && gate_->is_open(opening_); }

void EmissionPermit::revoke() const noexcept {
  if (gate_) {
    gate_->close(opening_);
  }
}

}  // namespace fiberloom::hal
