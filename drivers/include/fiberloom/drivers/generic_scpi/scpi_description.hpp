#pragma once

#include <cstdint>
#include <fiberloom/core/fields.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::drivers {

/// Where a setting goes when its instrument is made safe.
enum class SafeEnd { stays, minimum, maximum };

/// One setting of a role as an instrument spells it. The setting is factor * number + offset, the number what goes over the wire.
struct DescribedSetting {
  std::string key{};    ///< of the role: "attenuation_db"
  std::string set{};    ///< the command, with "{value}" where the number goes
  std::string query{};  ///< empty: what was sent counts as taken
  double factor = 1.0;
  double offset = 0.0;
  std::int64_t digits = 12;  ///< that a number is sent with
  double resolution = 0.0;   ///< of the setting; 0: as fine as its number
  std::optional<double> minimum{};
  std::optional<double> maximum{};
  std::optional<double> initial{};  ///< sent when it is configured; needed without a query
  SafeEnd when_safe = SafeEnd::stays;

  void fields(core::FieldVisitor& visit);
};

/// One number that a role measures. `is_dbm`: the wire has dBm where the key has watts.
struct DescribedReading {
  std::string key{};
  std::string query{};
  double factor = 1.0;
  double offset = 0.0;
  bool is_dbm = false;

  void fields(core::FieldVisitor& visit);
};

/// A simple instrument in one role: which words it has for what the role can do.
///
/// Every command stands there as it is sent. Serves both sides: a driver speaks like that, a dialect understands it.
struct ScpiDescription {
  static constexpr std::string_view schema = "fiberloom.scpi_instrument/1";

  std::string name{};
  std::string role{};
  std::string terminator = "\n";         ///< behind each command
  std::string answer_terminator = "\n";  ///< behind each answer
  std::int64_t tcp_port = 5025;
  double command_interval_ms = 0.0;       ///< between two messages at least
  std::vector<std::string> greeting{};    ///< on each connection
  std::vector<std::string> setup{};       ///< when it is configured
  std::string identity = "*IDN?";         ///< empty: it does not say
  std::string self_test = "*TST?";        ///< answered with 0 when well; empty: it has none
  std::string error_query = "SYST:ERR?";  ///< empty: it has none
  std::vector<DescribedSetting> settings{};
  std::vector<DescribedReading> readings{};
  std::vector<std::string> emission_on{};   ///< of a source; the last one switches
  std::vector<std::string> emission_off{};  ///< of a source; the first one switches
  std::vector<std::string> dark{};          ///< beside that, when it is made safe

  void fields(core::FieldVisitor& visit);
};

/// The description that a role has without a file, of an instrument that might be.
///
/// Throws:  core::InputError "input.scpi_description" for a role that has none.
[[nodiscard]] ScpiDescription builtin_scpi_description(std::string_view role);

/// From a file, or the built-in one for an empty name; checked for its role.
///
/// Throws:  core::InvalidDocument, DocumentError as core::read_document; InputError "input.scpi_description" for a description
///          of another role, or one that lacks what the role needs.
[[nodiscard]] ScpiDescription scpi_description(const std::string& file, std::string_view role);

/// How a description is checked: every setting and reading of the role, no other.
struct RoleNeeds {
  std::string_view role{};
  std::vector<std::string_view> settings{};
  std::vector<std::string_view> readings{};
  bool is_source = false;
};
[[nodiscard]] const std::vector<RoleNeeds>& described_roles();

}  // namespace fiberloom::drivers
