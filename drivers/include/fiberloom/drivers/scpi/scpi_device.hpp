#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/drivers/scpi/error_queue.hpp>
#include <fiberloom/drivers/scpi/header_pattern.hpp>
#include <fiberloom/drivers/scpi/scpi_call.hpp>
#include <fiberloom/drivers/scpi/status_registers.hpp>
#include <fiberloom/drivers/wire/message_device.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::drivers {

struct ScpiDeviceOptions {
  std::string identity = "fiberloom,generic,0,0";  ///< answer to *IDN?
  std::string terminator = "\n";                   ///< behind every answer
  std::string no_error = "0,\"No error\"";         ///< answer of an empty queue
  std::size_t error_capacity = 20;
  std::function<void()> reset{};       ///< *RST
  std::function<int()> self_test{};    ///< *TST?, 0 for well; always well when empty
  std::function<void()> on_trigger{};  ///< *TRG and triggers of the bus
  /// Operations that go on behind a command that has returned; none when empty.
  std::function<bool()> is_busy{};
  std::function<void()> wait_until_idle{};
};

/// The instrument's side of SCPI: takes messages apart, runs the commands it was given, keeps errors and status, and answers
/// the common commands of IEEE 488.2 and the SYSTem and STATus commands of SCPI itself.
///
/// A command that throws ScpiFailure puts its error into the queue, and the next one of the message goes on.
/// Source:  IEEE 488.2, 6 and 10; SCPI 1999.0, volume 1, 4.
class ScpiDevice final : public MessageDevice {
 public:
  using Handler = std::function<void(ScpiCall&)>;

  explicit ScpiDevice(ScpiDeviceOptions options);

  /// Adds a command or, with a question mark at the end, a query.
  void on(std::string_view pattern, Handler handler);
  void report(int code, std::string_view detail = {});
  [[nodiscard]] StatusRegisters& status() noexcept { return status_; }

  void execute(std::string_view message, std::string& answer) override;
  void clear() override;
  void trigger() override;
  void note(QueryFault fault) override;
  [[nodiscard]] std::uint8_t status_byte(bool has_answer) override;

 private:
  struct Command {
    HeaderPattern pattern;
    Handler handler;
  };

  void add_common_commands();
  void add_completion_commands();
  void add_system_commands();
  void add_status_group(const std::string& name, StatusGroup& group);
  void run(const ProgramUnit& unit, std::string& answer);
  void push(ScpiError error);
  void look_for_completion();

  ScpiDeviceOptions options_;
  std::vector<Command> commands_{};
  ScpiErrorQueue errors_;
  StatusRegisters status_{};
  bool waits_for_completion_ = false;  // *OPC was sent
};

}  // namespace fiberloom::drivers
