#include <fiberloom/hal/mapping_objective.hpp>
#include <optional>
#include <string>

namespace fiberloom::hal {

std::string_view name_of(MappingObjective objective) {
  return objective == MappingObjective::expected_loss ? "expected_loss" : "expected_nmse";
}

void visit_objective(core::FieldVisitor& visit, MappingObjective& objective) {
  std::optional<std::string> name;
  if (objective != MappingObjective::expected_nmse) {
    name = std::string(name_of(objective));
  }
  visit.field("objective", name,
              {.description = "What the parts were chosen for; absent for the expected NMSE of the "
                              "output field.",
               .one_of = {"expected_nmse", "expected_loss"}});
  objective = name == name_of(MappingObjective::expected_loss) ? MappingObjective::expected_loss
                                                               : MappingObjective::expected_nmse;
}

}  // namespace fiberloom::hal
