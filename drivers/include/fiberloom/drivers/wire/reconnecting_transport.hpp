#pragma once

#include <chrono>
#include <exception>
#include <fiberloom/drivers/wire/transport.hpp>
#include <functional>
#include <string>

namespace fiberloom::drivers {

/// How long to leave an instrument alone after it could not be reached.
struct BackOff {
  std::chrono::nanoseconds first{std::chrono::milliseconds(50)};
  double growth = 2.0;
  std::chrono::nanoseconds longest{std::chrono::seconds(5)};
};

/// A transport that comes back after failures.
///
/// Whatever fails leaves the wire in doubt; the next command first makes it sure again, by a protocol's own means or a new
/// connection. Attempts to connect that fail are spaced by the back-off. After each connection `restore` is run, to send
/// what the instrument has to be told again; it may use the transport.
class ReconnectingTransport : public Transport {
 public:
  using Restore = std::function<void(Transport&, const Until&)>;

  void write_parts(std::span<const std::string_view> parts, const Until& until) final;
  void read(std::string& message, const Until& until) final;
  void clear(const Until& until) final;
  [[nodiscard]] std::optional<std::uint8_t> serial_poll(const Until& until) final;
  [[nodiscard]] const std::string& name() const noexcept final { return name_; }

  void set_restore(Restore restore) { restore_ = std::move(restore); }
  [[nodiscard]] int num_connections() const noexcept { return num_connections_; }

 protected:
  ReconnectingTransport(std::string name, const BackOff& back_off);

  enum class State { closed, sure, doubtful };
  [[nodiscard]] State state() const noexcept { return state_; }

  /// Runs `action` on a wire that is sure, and leaves it in doubt when the action fails.
  template <class Action>
  decltype(auto) on_sure_wire(const Until& until, Action action) {
    make_sure(until);
    state_ = State::doubtful;
    const Settled settled{*this};
    return action();
  }

 private:
  // Sure again when the scope was left without an exception.
  struct Settled {
    ReconnectingTransport& owner;
    int exceptions = std::uncaught_exceptions();
    ~Settled() {
      if (std::uncaught_exceptions() == exceptions) {
        owner.state_ = State::sure;
      }
    }
  };

  void make_sure(const Until& until);
  void connect(const Until& until);

  virtual void do_open(const Until& until) = 0;
  virtual void do_close() noexcept = 0;
  /// Whether a wire in doubt could be made sure without a new connection.
  [[nodiscard]] virtual bool do_resynchronise(const Until& until) = 0;
  virtual void do_write(std::span<const std::string_view> parts, const Until& until) = 0;
  virtual void do_read(std::string& message, const Until& until) = 0;
  virtual void do_clear(const Until& until) = 0;
  [[nodiscard]] virtual std::optional<std::uint8_t> do_serial_poll(const Until& until) = 0;

  std::string name_;
  BackOff back_off_;
  Restore restore_{};
  State state_ = State::closed;
  std::chrono::nanoseconds wait_{0};  // before the next attempt to connect
  std::chrono::steady_clock::time_point next_attempt_{};
  int num_connections_ = 0;
};

}  // namespace fiberloom::drivers
