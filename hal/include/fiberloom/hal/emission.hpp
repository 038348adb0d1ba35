#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace fiberloom::hal {

/// Something that lets light out: a laser, a pump, an amplifier.
///
/// Threads: called by one thread at a time; the gate below holds a lock.
class EmissionSource {
 public:
  virtual ~EmissionSource() = default;
  EmissionSource(const EmissionSource&) = delete;
  EmissionSource& operator=(const EmissionSource&) = delete;

  [[nodiscard]] virtual std::string name() const = 0;
  /// Lets light out. May throw core::InstrumentError; the sources enabled before it are then made safe again.
  virtual void enable() = 0;
  /// Stops the light, whatever the state; must not throw, and may be called again.
  virtual void make_safe() noexcept = 0;

 protected:
  EmissionSource() = default;
};

/// All sources of one bench, switched together: on in their order, off in the reverse one.
class EmissionGate {
 public:
  explicit EmissionGate(std::vector<std::unique_ptr<EmissionSource>> sources);
  EmissionGate(const EmissionGate&) = delete;
  EmissionGate& operator=(const EmissionGate&) = delete;
  ~EmissionGate();

  /// Lets light out and returns the number of this opening: a permit is good for its own alone.
  /// Throws core::InterlockError "interlock.already_armed" while another permit lives.
  [[nodiscard]] std::uint64_t open();
  void close() noexcept;
  /// As close(), but leaves the light of a later opening alone.
  void close(std::uint64_t opening) noexcept;
  [[nodiscard]] bool is_open() const noexcept;
  [[nodiscard]] bool is_open(std::uint64_t opening) const noexcept;

 private:
  void make_all_safe() noexcept;

  mutable std::mutex lock_;
  std::vector<std::unique_ptr<EmissionSource>> sources_;
  bool open_ = false;
  std::uint64_t opening_ = 0;  // counts up
};

/// The permission to emit light. Only Rig::arm() makes one; when it goes, every source is made safe.
///
/// A function that needs light takes a permit: running unarmed is not a run-time error but a program that does not
/// compile. Move-only; a permit that was moved from, or whose rig is gone, is no longer valid.
class EmissionPermit {
 public:
  EmissionPermit(const EmissionPermit&) = delete;
  EmissionPermit& operator=(const EmissionPermit&) = delete;
  EmissionPermit(EmissionPermit&&) noexcept = default;
  EmissionPermit& operator=(EmissionPermit&& other) noexcept;
  ~EmissionPermit();

  /// Whether light may still be emitted under this permit.
  [[nodiscard]] bool is_valid() const noexcept;

  /// Makes every source safe now, after a failure; the permit is spent.
  void revoke() const noexcept;

 private:
  friend class Rig;
  friend class Backend;
  EmissionPermit(std::shared_ptr<EmissionGate> gate, std::uint64_t opening)
      : gate_(std::move(gate)), opening_(opening) {}

  // Shared with the rig: whichever of the two goes first, the sources are still there to be made safe.
  std::shared_ptr<EmissionGate> gate_;
  std::uint64_t opening_;
};

}  // namespace fiberloom::hal
