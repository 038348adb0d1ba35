#include <algorithm>
#include <cmath>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/instrument_figures.hpp>
#include <fiberloom/hal/nonlinear_limits.hpp>
#include <fiberloom/hal/plan.hpp>
#include <fiberloom/hal/planned_power.hpp>
#include <fiberloom/hal/planning_assumptions.hpp>
#include <fiberloom/hal/raman_scattering.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <fiberloom/hal/stage_parts.hpp>
#include <limits>
#include <utility>

namespace fiberloom::hal {
namespace {

namespace units = core::units;

double to_dbm(double watts) { return 10.0 * std::log10(1e3 * std::max(watts, 1e-30)); }

struct Limit {
  std::string name{};
  double dbm = std::numeric_limits<double>::infinity();

  void lower(const char* other, double other_dbm) {
    if (other_dbm < dbm) {
      *this = {other, other_dbm};
    }
  }
};

// Follows the light and notes what it has left.
class Walk {
 public:
  Walk(const Plan& plan, const RigDocument& rig, const Catalog& catalog)
      : plan_(plan), rig_(rig), catalog_(catalog) {}

  std::vector<PlannedPower> run() {
    power_dbm_ = rig_.bench ? rig_.bench->transmitter.source_power_dbm : assumed::source_power_dbm;
    note("source");
    const double loss_db = rig_.bench ? modulator_figures(*rig_.bench, catalog_).insertion_loss_db
                                      : assumed::modulator_loss_db;
    power_dbm_ -= loss_db + 20.0 * std::log10(rig_.transmitter.full_scale);
    note("modulator");
    for (std::size_t m = 0; m < plan_.stages.size(); ++m) {
      through_stage(m);
    }
    power_dbm_ = to_dbm(rig_.receiver.reference_power_w);
    Limit limit;
    limit.lower("photodiode", to_dbm(rig_.receiver.maximum_power_w));
    note("photodiode", limit);
    return std::move(found_);
  }

 private:
  void note(std::string place, const Limit& limit = {}) {
    const bool is_limited = std::isfinite(limit.dbm);
    found_.push_back({.place = std::move(place),
                      .mean_dbm = power_dbm_,
                      .peak_dbm = power_dbm_ + assumed::peak_over_mean_db,
                      .limit = limit.name,
                      .limit_dbm = is_limited ? limit.dbm : 0.0,
                      .margin_db = is_limited ? limit.dbm - power_dbm_ : 0.0});
  }

  void connect() {
    power_dbm_ -= rig_.bench ? rig_.bench->connector_loss_db : assumed::connector_loss_db;
  }

  void through_part(const std::string& place, const Part& part, double loss_db) {
    connect();
    Limit limit;
    if (part.max_input_power_dbm) {
      limit.lower("damage", *part.max_input_power_dbm);
    }
    note(place, limit);
    power_dbm_ -= loss_db;
  }

  void through_stage(std::size_t m) {
    const StagePath& stage = plan_.light_path.stages[m];
    power_dbm_ -= stage.input_pad_db;
    for (const FixedPart& fixed : fixed_parts(stage, catalog_)) {
      through_part(fixed.place, *fixed.part, fixed.insertion_loss_db);
    }
    for (const std::string& id : stage.dispersive_parts) {
      const Part& part = catalog_.find(id);
      if (part.kind == PartKind::tunable_dispersion_compensator) {
        through_part(stage.name + "/" + id, part, part.insertion_loss_db.value_or(0.0));
      }
    }
    if (!stage.nonlinear_part.empty()) {
      through_nonlinear_element(m);
    }
  }

  void through_nonlinear_element(std::size_t m) {
    const StagePath& stage = plan_.light_path.stages[m];
    connect();
    note(stage.name + "/amplifier");
    // The limit of an amplifier's input is the lowest power, not the highest.
    found_.back().limit = "amplifier input";
    found_.back().limit_dbm = assumed::least_amplifier_input_dbm;
    found_.back().margin_db = power_dbm_ - assumed::least_amplifier_input_dbm;
    const Part& part = catalog_.find(stage.nonlinear_part);
    power_dbm_ = to_dbm(plan_.stages[m].launch_power_w);
    Limit limit;
    if (stage.electro_optic) {
      limit.lower("photodiode", to_dbm(stage.maximum_launch_power_w));
    } else {
      const HighlyNonlinearFiber fiber = highly_nonlinear_fiber(part);
      limit.lower("Brillouin scattering", to_dbm(plan_.stages[m].brillouin_threshold_w));
      limit.lower("Raman scattering", to_dbm(raman_threshold(fiber).in(units::w)));
      limit.lower("amplifier output",
                  to_dbm(rig_.amplifier_maximum_output_w) - end_loss(fiber).value());
    }
    if (part.max_input_power_dbm) {
      limit.lower("damage", *part.max_input_power_dbm);
    }
    note(stage.name + "/" + part.id, limit);
    power_dbm_ -= part.insertion_loss_db.value_or(0.0);
  }

  const Plan& plan_;
  const RigDocument& rig_;
  const Catalog& catalog_;
  double power_dbm_ = 0.0;
  std::vector<PlannedPower> found_;
};

}  // namespace

void PlannedPower::fields(core::FieldVisitor& visit) {
  visit.field("place", place,
              {.description = "Where on the way of the light.", .minimum_length = 1});
  visit.field("mean_dbm", mean_dbm, {.description = "Mean power of a frame with |u|^2 = 1."});
  visit.field("peak_dbm", peak_dbm, {.description = "Power of one sample in a thousand."});
  visit.field("limit", limit, {.description = "What binds first there; empty for nothing."});
  visit.field("limit_dbm", limit_dbm, {.description = "Mean power at which it binds."});
  visit.field("margin_db", margin_db, {.description = "How far that is away."});
}

std::vector<PlannedPower> planned_powers(const Plan& plan, const RigDocument& rig,
                                         const Catalog& catalog) {
  return Walk(plan, rig, catalog).run();
}

}  // namespace fiberloom::hal
