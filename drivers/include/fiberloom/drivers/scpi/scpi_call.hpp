#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/drivers/scpi/program_message.hpp>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::drivers {

/// What numbers a command takes.
struct NumberRange {
  std::string_view unit{};  ///< "M", "HZ", ...; with none a suffix is an error
  double minimum = -std::numeric_limits<double>::infinity();
  double maximum = std::numeric_limits<double>::infinity();
  std::optional<double> standard{};  ///< for DEFault
};

/// One command on its way through an instrument: what was sent with it, and what is answered.
///
/// Throws:  ScpiFailure with the standard's code for what does not fit: -109 missing, -104 another type, -131 or -138 suffix,
///          -222 range, -224 no such word.
class ScpiCall {
 public:
  /// Answers go to the end of `answer`.
  ScpiCall(const ProgramUnit& unit, std::vector<std::uint32_t> suffixes, std::string& answer);

  /// The number at the n-th "#" of the pattern.
  [[nodiscard]] std::uint32_t suffix(std::size_t index) const { return suffixes_.at(index); }
  [[nodiscard]] std::size_t num_parameters() const noexcept { return unit_.parameters.size(); }

  /// Whether a word was sent there, and no number.
  [[nodiscard]] bool is_word(std::size_t index) const;

  /// In the range's unit; MINimum, MAXimum and DEFault stand for numbers where there are such.
  [[nodiscard]] double number(std::size_t index, const NumberRange& range) const;
  [[nodiscard]] std::int64_t integer(std::size_t index, std::int64_t minimum,
                                     std::int64_t maximum) const;
  /// ON, OFF or a number.
  [[nodiscard]] bool boolean(std::size_t index) const;
  /// Which of the words was sent, in long or short form ("SINGle").
  [[nodiscard]] std::size_t word(std::size_t index, std::span<const std::string_view> words) const;
  /// A word that may be any, as it was sent.
  [[nodiscard]] std::string any_word(std::size_t index) const;
  /// Without its quotes.
  [[nodiscard]] std::string string(std::size_t index) const;
  [[nodiscard]] std::string_view block(std::size_t index) const;
  /// -108 when more came.
  void take_at_most(std::size_t count) const;

  void answer(std::string_view text) { answer_ += text; }
  void answer_number(double value);
  void answer_block(std::string_view data);

 private:
  [[nodiscard]] const ScpiParameter& parameter(std::size_t index) const;
  [[nodiscard]] static double in_unit(const ScpiParameter& parameter, const NumberRange& range);

  const ProgramUnit& unit_;
  std::vector<std::uint32_t> suffixes_;
  std::string& answer_;
};

}  // namespace fiberloom::drivers
