#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fiberloom/drivers/itla/itla_registers.hpp>
#include <utility>

namespace fiberloom::drivers {

std::string_view words_of(ItlaError error) noexcept {
  switch (error) {
    case ItlaError::none:
      return "it gives no reason";
    case ItlaError::register_not_implemented:
      return "it has no such register (RNI)";
    case ItlaError::register_not_writable:
      return "the register cannot be written (RNW)";
    case ItlaError::value_out_of_range:
      return "the value is outside its range (RVE)";
    case ItlaError::command_ignored_while_pending:
      return "an operation is still going on (CIP)";
    case ItlaError::command_ignored_while_starting:
      return "it is still starting up (CII)";
    case ItlaError::extended_address_range:
      return "extended address out of range (ERE)";
    case ItlaError::extended_address_read_only:
      return "extended address that cannot be written (ERO)";
    case ItlaError::execution_failed:
      return "it tried and failed (EXF)";
    case ItlaError::ignored_while_emitting:
      return "not while its light is on (CIE)";
    case ItlaError::invalid_configuration:
      return "its settings do not go together (IVC)";
    case ItlaError::vendor_specific:
      return "a reason of its maker's own (VSE)";
  }
  return "a reason that the agreement does not know";
}

std::string itla_register_name(std::uint8_t register_number) {
  using namespace itla_register;
  constexpr std::array names{
      std::pair{nop, "NOP"},         std::pair{dev_typ, "DevTyp"},   std::pair{mfgr, "MFGR"},
      std::pair{model, "Model"},     std::pair{ser_no, "SerNo"},     std::pair{release, "Release"},
      std::pair{aea_ear, "AEA-EAR"}, std::pair{status_f, "StatusF"}, std::pair{status_w, "StatusW"},
      std::pair{channel, "Channel"}, std::pair{pwr, "PWR"},          std::pair{res_ena, "ResEna"},
      std::pair{grid, "Grid"},       std::pair{fcf1, "FCF1"},        std::pair{fcf2, "FCF2"},
      std::pair{fcf3, "FCF3"},       std::pair{ftf, "FTF"}};
  const auto* found =
      std::ranges::find(names, register_number, &decltype(names)::value_type::first);
  return fmt::format("{} (0x{:02x})", found == names.end() ? "register" : found->second,
                     register_number);
}

}  // namespace fiberloom::drivers
