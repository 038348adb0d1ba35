#include "mapping/dispersive_choice.hpp"

#include <algorithm>
#include <cmath>
#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/units.hpp>

namespace fiberloom::hal {
namespace {

namespace units = core::units;

constexpr std::size_t most_fixed_elements = 3;
constexpr std::size_t most_choices = 24;  // with one compensator, or without

// A sheet that says nothing is trusted to this.
constexpr double default_tolerance = 0.02;

// Spontaneous emission of an amplifier of 5 dB noise figure in 40 GHz, with 0 dBm in front of the elements:
// SNR = P / (F h nu B / 2), physics section 6.
constexpr double emission_without_loss = 8.1e-6;

// A residual beyond this share of the wanted dispersion is not the wanted layer any more.
constexpr double largest_relative_residual = 0.05;

double to_ps2(double ps_per_nm, core::Wavelength wavelength) {
  return core::group_delay_dispersion(ps_per_nm * units::ps_per_nm, wavelength).in(units::ps2);
}

double loss_db(const FixedElement& element) {
  const double fixed = element.part->insertion_loss_db.value_or(0.0);
  const double length_m =
      element.wound_length_m > 0.0 ? element.wound_length_m : element.part->length_m.value_or(0.0);
  return element.part->insertion_loss_db
             ? fixed
             : element.part->attenuation_db_per_km.value_or(0.0) * 1e-3 * length_m;
}

double tolerance_ps2(const FixedElement& element) {
  const auto& sheet = element.part->dispersion_tolerance_relative;
  return std::abs(element.dispersion_ps2) * (sheet ? 0.5 * *sheet : default_tolerance);
}

/// All fixed elements on offer, and the fibres that can be wound to any length.
struct Offer {
  std::vector<FixedElement> fixed;
  std::vector<const Part*> wound_to_order;
};

// What has a channel has it around the rig's own wavelength.
bool lets_through(const Part& part, const OperatingWavelength& wavelength) {
  return !part.bandwidth_ghz || wavelength.off_nm() == 0.0;
}

Offer offer_of(const Inventory& inventory, const OperatingWavelength& wavelength) {
  Offer offer;
  for (const Part* part :
       inventory.available({PartKind::dispersive_module, PartKind::chirped_grating})) {
    if (!lets_through(*part, wavelength)) {
      continue;
    }
    const double dispersion = to_ps2(dispersion_at(*part, 0.0, wavelength), wavelength.light());
    offer.fixed.push_back({.part = part, .dispersion_ps2 = dispersion});
    if (part->reversible.value_or(false)) {
      offer.fixed.push_back({.part = part, .dispersion_ps2 = -dispersion, .is_turned = true});
    }
  }
  for (const Part* part : inventory.available({PartKind::transmission_fiber})) {
    if (!part->dispersion_ps_per_nm_km) {
      continue;
    }
    if (part->length_m) {
      const double ps_per_nm = dispersion_at(*part, *part->length_m, wavelength);
      offer.fixed.push_back(
          {.part = part, .dispersion_ps2 = to_ps2(ps_per_nm, wavelength.light())});
    } else {
      offer.wound_to_order.push_back(part);
    }
  }
  return offer;
}

// The nearest that the tunable part comes from where the fixed ones stand.
void tune(DispersiveChoice& choice, const Part& tunable, const WantedDispersion& wanted) {
  // Dispersion in ps^2 has the opposite sign of dispersion in ps/nm: the ends change places.
  choice.tunable = &tunable;
  choice.minimum_ps2 += to_ps2(*tunable.maximum_ps_per_nm, wanted.wavelength.light());
  choice.maximum_ps2 += to_ps2(*tunable.minimum_ps_per_nm, wanted.wavelength.light());
  choice.step_ps2 = std::abs(to_ps2(*tunable.step_ps_per_nm, wanted.wavelength.light()));
  choice.setting_ps2 = std::clamp(wanted.dispersion_ps2, choice.minimum_ps2, choice.maximum_ps2);
  if (choice.step_ps2 > 0.0) {
    const double steps = (choice.setting_ps2 - choice.minimum_ps2) / choice.step_ps2;
    const double last =
        std::floor((choice.maximum_ps2 - choice.minimum_ps2) / choice.step_ps2 + 1e-9);
    choice.setting_ps2 = choice.minimum_ps2 + std::min(std::round(steps), last) * choice.step_ps2;
  }
  choice.insertion_loss_db += tunable.insertion_loss_db.value_or(0.0);
}

void rate(DispersiveChoice& choice, const WantedDispersion& wanted) {
  const double residual = choice.setting_ps2 - wanted.dispersion_ps2;
  choice.squared_error_ps4 =
      residual * residual + choice.uncorrectable_ps2 * choice.uncorrectable_ps2;
  choice.emission = emission_without_loss * (std::pow(10.0, choice.insertion_loss_db / 10.0) - 1.0);
  const bool is_missed =
      std::abs(residual) > largest_relative_residual * std::abs(wanted.dispersion_ps2);
  choice.cost = {.num_missed = is_missed ? 1 : 0,
                 .error = wanted.cost_per_ps4 * choice.squared_error_ps4 +
                          wanted.cost_of_noise * choice.emission};
}

DispersiveChoice combined(std::vector<FixedElement> fixed, const Part* tunable,
                          const WantedDispersion& wanted) {
  DispersiveChoice choice;
  double variance = 0.0;
  for (const FixedElement& element : fixed) {
    choice.setting_ps2 += element.dispersion_ps2;
    choice.insertion_loss_db += loss_db(element);
    variance += tolerance_ps2(element) * tolerance_ps2(element);
  }
  choice.minimum_ps2 = choice.maximum_ps2 = choice.setting_ps2;
  choice.fixed = std::move(fixed);
  if (tunable != nullptr) {
    tune(choice, *tunable, wanted);
  }
  const double reach =
      std::min(choice.setting_ps2 - choice.minimum_ps2, choice.maximum_ps2 - choice.setting_ps2);
  // What goes beyond two deviations of the tolerance cannot be set right; within it, half a step at most stays.
  choice.uncorrectable_ps2 =
      std::max(std::sqrt(variance) - 0.5 * reach, choice.step_ps2 / std::sqrt(12.0));
  rate(choice, wanted);
  return choice;
}

/// Keeps the best few choices in order; equal ones in the order in which they came.
class BestChoices {
 public:
  void offer(DispersiveChoice choice) {
    if (kept_.size() == most_choices && !(choice.cost < kept_.back().cost)) {
      return;
    }
    const auto place = std::ranges::upper_bound(kept_, choice.cost, {}, &DispersiveChoice::cost);
    kept_.insert(place, std::move(choice));
    if (kept_.size() > most_choices) {
      kept_.pop_back();
    }
  }
  [[nodiscard]] const std::vector<DispersiveChoice>& kept() const { return kept_; }

 private:
  std::vector<DispersiveChoice> kept_;
};

/// Walks through the combinations of fixed elements for one compensator, or none.
class Combinations {
 public:
  Combinations(const Inventory& inventory, const Offer& offer, const WantedDispersion& wanted,
               const Part* tunable)
      : inventory_(inventory), offer_(offer), wanted_(wanted), tunable_(tunable) {
    extend(0);
  }
  [[nodiscard]] const std::vector<DispersiveChoice>& best() const { return best_.kept(); }

 private:
  void extend(std::size_t from) {
    take_stock();
    if (used_.size() == most_fixed_elements) {
      return;
    }
    for (std::size_t i = from; i < offer_.fixed.size(); ++i) {
      if (may_add(offer_.fixed[i])) {
        used_.push_back(offer_.fixed[i]);
        extend(i);
        used_.pop_back();
      }
    }
  }

  // Stock, and no part together with its own reverse: that is loss for nothing.
  [[nodiscard]] bool may_add(const FixedElement& element) const {
    std::int64_t count = 0;
    for (const FixedElement& used : used_) {
      if (used.part == element.part) {
        if (used.is_turned != element.is_turned) {
          return false;
        }
        ++count;
      }
    }
    return count < inventory_.quantity(*element.part);
  }

  void take_stock() {
    if (!used_.empty() || tunable_ != nullptr) {
      best_.offer(combined(used_, tunable_, wanted_));
    }
    if (used_.size() < most_fixed_elements) {
      wind_the_rest();
    }
  }

  // A fibre of the length that is missing, where its sign fits.
  void wind_the_rest() {
    double missing_ps2 = wanted_.dispersion_ps2;
    for (const FixedElement& used : used_) {
      missing_ps2 -= used.dispersion_ps2;
    }
    for (const Part* part : offer_.wound_to_order) {
      const double per_m =
          to_ps2(dispersion_at(*part, 1.0, wanted_.wavelength), wanted_.wavelength.light());
      const double length_m = missing_ps2 / per_m;
      if (length_m > 0.0 && std::isfinite(length_m)) {
        std::vector<FixedElement> fixed = used_;
        fixed.push_back({.part = part, .dispersion_ps2 = missing_ps2, .wound_length_m = length_m});
        best_.offer(combined(std::move(fixed), tunable_, wanted_));
      }
    }
  }

  const Inventory& inventory_;
  const Offer& offer_;
  const WantedDispersion& wanted_;
  const Part* tunable_;
  std::vector<FixedElement> used_;
  BestChoices best_;
};

}  // namespace

std::vector<const Part*> DispersiveChoice::parts() const {
  std::vector<const Part*> result;
  for (const FixedElement& element : fixed) {
    result.push_back(element.part);
  }
  if (tunable != nullptr) {
    result.push_back(tunable);
  }
  return result;
}

std::vector<DispersiveChoice> dispersive_choices(const Inventory& inventory,
                                                 const WantedDispersion& wanted) {
  std::vector<DispersiveChoice> choices;
  if (wanted.dispersion_ps2 != 0.0) {
    const Offer offer = offer_of(inventory, wanted.wavelength);
    std::vector<const Part*> tunables =
        inventory.available({PartKind::tunable_dispersion_compensator});
    std::erase_if(tunables,
                  [&](const Part* part) { return !lets_through(*part, wanted.wavelength); });
    tunables.insert(tunables.begin(), nullptr);
    for (const Part* tunable : tunables) {
      const Combinations combinations(inventory, offer, wanted, tunable);
      choices.insert(choices.end(), combinations.best().begin(), combinations.best().end());
    }
  }
  std::ranges::stable_sort(choices, {}, &DispersiveChoice::cost);
  DispersiveChoice nothing;
  rate(nothing, wanted);
  choices.push_back(nothing);
  return choices;
}

}  // namespace fiberloom::hal
