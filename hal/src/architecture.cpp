#include <algorithm>
#include <array>
#include <fiberloom/hal/architecture.hpp>
#include <optional>
#include <string>

namespace fiberloom::hal {
namespace {

constexpr std::array names{
    core::EnumName<Architecture>{"all_optical_cascade", Architecture::all_optical_cascade},
    core::EnumName<Architecture>{"reused_stage", Architecture::reused_stage},
    core::EnumName<Architecture>{"electro_optic_kerr", Architecture::electro_optic_kerr}};

}  // namespace

std::string_view name_of(Architecture architecture) {
  return std::ranges::find(names, architecture, &core::EnumName<Architecture>::value)->name;
}

std::string_view name_of(FrontEnd front_end) {
  return front_end == FrontEnd::direct_modulation ? "direct_modulation" : "compressed_pulse";
}

std::string_view words_for(Architecture architecture) {
  switch (architecture) {
    case Architecture::all_optical_cascade:
      return "all-optical cascade";
    case Architecture::reused_stage:
      return "one stage, passed again and again";
    case Architecture::electro_optic_kerr:
      return "electro-optic Kerr layers";
  }
  return "";
}

void visit_architecture(core::FieldVisitor& visit, Architecture& architecture) {
  std::optional<std::string> name;
  if (architecture != Architecture::all_optical_cascade) {
    name = std::string(name_of(architecture));
  }
  visit.field("architecture", name,
              {.description = "How layers are turned into hardware; absent for the all-optical "
                              "cascade.",
               .one_of = {"all_optical_cascade", "reused_stage", "electro_optic_kerr"}});
  architecture = Architecture::all_optical_cascade;
  for (const auto& known : names) {
    if (name && *name == known.name) {
      architecture = known.value;
    }
  }
}

}  // namespace fiberloom::hal
