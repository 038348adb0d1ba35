#pragma once

#include <cstdint>
#include <fiberloom/drivers/scpi/error.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::drivers {

/// One word of a header: "SOUR2" is SOUR with suffix 2.
struct HeaderNode {
  std::string word{};  ///< upper case
  std::optional<std::uint32_t> suffix{};

  bool operator==(const HeaderNode&) const = default;
};

enum class ParameterKind { number, word, string, block, expression };

/// One parameter as it was sent. Text and data point into the message.
struct ScpiParameter {
  ParameterKind kind = ParameterKind::word;
  std::string_view
      text{};  ///< of a number without its suffix; of a string with its quotes; of a block its data
  std::string_view suffix{};  ///< of a number
};

/// One command or query of a message, with its header from the root.
struct ProgramUnit {
  std::vector<HeaderNode> header{};  ///< one node that begins with an asterisk for a common command
  bool is_query = false;
  std::vector<ScpiParameter> parameters{};
};

/// A message taken apart. What is wrong with it ends it: the units before that are sound.
struct ProgramMessage {
  std::vector<ProgramUnit> units{};
  std::optional<ScpiError> error{};
};

/// Takes a program message apart; its terminator may be there or not. Never throws for anything that a client may send.
///
/// A header without a colon in front goes on where the header before it ended, less its last word; common commands leave that
/// place alone.
/// Source:  IEEE 488.2, 7; SCPI 1999.0, volume 1, 6.2.
[[nodiscard]] ProgramMessage parse_program_message(std::string_view message);

}  // namespace fiberloom::drivers
