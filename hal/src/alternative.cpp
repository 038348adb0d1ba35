#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/alternative.hpp>
#include <fiberloom/hal/mapping_search.hpp>
#include <fiberloom/hal/nearest_buildable.hpp>
#include <map>

namespace fiberloom::hal {
namespace {

constexpr const char* photodiode_to_buy = "thorlabs-dx50af";
constexpr const char* modulator_to_buy = "lithium-niobate-phase-modulator";
constexpr const char* spool_to_buy = "ofs-hnlf-507";
constexpr const char* compensator_to_buy = "teraxion-tdcmx";

void stock_up(RigDocument& rig, const std::string& part, std::int64_t quantity) {
  const auto known = std::ranges::find(rig.inventory, part, &InventoryItem::part);
  if (known == rig.inventory.end()) {
    rig.inventory.push_back({part, quantity});
  } else {
    known->quantity = std::max(known->quantity, quantity);
  }
}

// What a plan on another rig takes that the owner of this one does not have.
std::string to_be_bought(const Plan& plan, const RigDocument& needed_rig,
                         const RigDocument& owned) {
  std::map<std::string, std::int64_t> needed;
  for (const StagePath& stage : plan.light_path.stages) {
    for (const std::string& part : stage.dispersive_parts) {
      ++needed[part];
    }
    if (!stage.nonlinear_part.empty()) {
      ++needed[stage.nonlinear_part];
    }
    if (stage.electro_optic) {
      ++needed[stage.electro_optic->photodiode];
    }
  }
  std::vector<std::string> list;
  if (needed_rig.receiver.coherent && !owned.receiver.coherent) {
    list.emplace_back("a coherent receiver");
  }
  for (const auto& [part, count] : needed) {
    const auto known = std::ranges::find(owned.inventory, part, &InventoryItem::part);
    const std::int64_t there = known == owned.inventory.end() ? 0 : known->quantity;
    if (count > there) {
      list.push_back(fmt::format("{} {}", count - there, part));
    }
  }
  return list.empty() ? "nothing to buy" : fmt::format("to buy: {}", fmt::join(list, ", "));
}

class Finder {
 public:
  Finder(const core::Model& model, const RigDocument& rig, const Catalog& catalog, const Plan& plan)
      : model_(model),
        rig_(rig),
        catalog_(catalog),
        plan_(plan),
        num_layers_(static_cast<std::int64_t>(model.layers.num_layers())) {}

  std::vector<Alternative> find() {
    clip();
    use_electronics();
    use_one_stage();
    buy_parts();
    broaden_carrier();
    return std::move(found_);
  }

 private:
  void offer(Alternative alternative, const MappingOptions& options = {}) {
    alternative.plan = search_mapping(alternative.model, alternative.rig, catalog_, options);
    if (alternative.plan.feasible) {
      alternative.description += "; " + to_be_bought(alternative.plan, alternative.rig, rig_);
      found_.push_back(std::move(alternative));
    }
  }

  void clip() {
    try {
      const NearestBuildable nearest = nearest_buildable(model_, rig_, catalog_);
      if (nearest.model.classifier.has_value() == model_.classifier.has_value()) {
        offer({.name = "clipped",
               .description = fmt::format("this rig, with {}", fmt::join(nearest.changes, "; ")),
               .model = nearest.model,
               .rig = rig_});
      }
    } catch (const core::InputError&) {
      // No model is near: one way less.
    }
  }

  void use_electronics() {
    RigDocument rig = rig_;
    stock_up(rig, photodiode_to_buy, num_layers_);
    stock_up(rig, modulator_to_buy, num_layers_);
    offer({.name = "electro_optic",
           .description = "nonlinear phases by photodiodes that drive phase modulators",
           .model = model_,
           .rig = std::move(rig)},
          {.architecture = Architecture::electro_optic_kerr});
  }

  void use_one_stage() {
    RigDocument rig = rig_;
    rig.receiver.coherent = true;
    stock_up(rig, spool_to_buy, 1);
    offer({.name = "reused_stage",
           .description = "one stage, passed once a layer, behind a coherent receiver",
           .model = model_,
           .rig = std::move(rig)},
          {.architecture = Architecture::reused_stage});
  }

  [[nodiscard]] bool has_problem(std::string_view parameter) const {
    return std::ranges::find(plan_.problems, parameter, &MappingProblem::parameter) !=
           plan_.problems.end();
  }

  void buy_parts() {
    if (!has_problem("beta2") && !has_problem("gamma") && !has_problem("layers")) {
      return;
    }
    RigDocument rig = rig_;
    rig.maximum_stages = std::max(rig.maximum_stages, num_layers_);
    for (const Part& part : builtin_catalog().parts) {
      if (part.kind == PartKind::chirped_grating) {
        stock_up(rig, part.id, 1);
      }
    }
    stock_up(rig, compensator_to_buy, num_layers_);
    stock_up(rig, spool_to_buy, num_layers_);
    offer({.name = "more_parts",
           .description = rig.maximum_stages > rig_.maximum_stages
                              ? "a bench with more stages, and parts for them"
                              : "the same bench with other parts",
           .model = model_,
           .rig = std::move(rig)},
          {.architecture = Architecture::all_optical_cascade});
  }

  void broaden_carrier() {
    if (!has_problem("gamma")) {
      return;
    }
    for (const double linewidth_mhz : {300.0, 1000.0, 3000.0, 10000.0}) {
      if (linewidth_mhz <= rig_.line_broadening_mhz) {
        continue;
      }
      RigDocument rig = rig_;
      rig.line_broadening_mhz = linewidth_mhz;
      const std::size_t before = found_.size();
      offer({.name = "broader_carrier",
             .description =
                 fmt::format("a dither that broadens the carrier to {:.5g} MHz", linewidth_mhz),
             .model = model_,
             .rig = std::move(rig)},
            {.architecture = Architecture::all_optical_cascade});
      if (found_.size() > before) {
        return;
      }
    }
  }

  const core::Model& model_;
  const RigDocument& rig_;
  const Catalog& catalog_;
  const Plan& plan_;
  std::int64_t num_layers_;
  std::vector<Alternative> found_;
};

}  // namespace

std::vector<Alternative> alternatives(const core::Model& model, const RigDocument& rig,
                                      const Catalog& catalog, const Plan& plan) {
  return plan.feasible ? std::vector<Alternative>{} : Finder(model, rig, catalog, plan).find();
}

}  // namespace fiberloom::hal
