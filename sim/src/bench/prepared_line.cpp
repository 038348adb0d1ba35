#include "prepared_line.hpp"

#include <algorithm>
#include <cmath>
#include <fiberloom/sim/components/linear_element.hpp>

#include "components/travelling_light.hpp"

namespace fiberloom::sim {

// Walks the line once and gathers what can be done together.
class PreparedLine::Maker {
 public:
  Maker(PreparedLine& prepared, const DrawnLine& line, double launched_w, const BenchMoment& at)
      : prepared_(prepared),
        at_(at),
        wavelength_nm_(1e9 * prepared.band_.center_wavelength_m()),
        arriving_(mean_powers_w(line, launched_w, at)) {
    for (index_ = 0; index_ < line.size(); ++index_) {
      element_ = &line[index_];
      if (at.faults.at(FaultKind::fiber_break, element_->name, at.moment.time_s) ||
          at.faults.at(FaultKind::amplifier_without_seed, element_->name, at.moment.time_s)) {
        flat_ = 0.0;
      } else {
        flat_ *= std::sqrt(connection_transmission(*element_, at));
      }
      std::visit(*this, element_->part);
    }
    close();
  }

  void operator()(const PassivePart& part) { flat_ *= std::sqrt(part.transmission); }
  void operator()(const ShapingFilter& part) {
    flat_ *= std::pow(10.0, -attenuation_of(*element_, at_.set_points) / 20.0);
    if (const auto filter = profiled(*element_, part, prepared_.band_, at_.profiles)) {
      multiply(*filter);
    } else {
      flat_ *= std::sqrt(power_transmission_of(part.parameters.insertion_loss_db));
    }
  }
  void operator()(const ChirpedGrating& part) { multiply(part); }
  void operator()(const DelayLine& part) {
    multiply(part.set_to(1e-12 * at_.set_points.value(element_->name, "delay_ps", 0.0)));
  }
  void operator()(const OpticalFilter& part) { multiply(part); }
  void operator()(const TunableCompensator& part) {
    multiply(grating_of(*element_, part, at_.set_points, wavelength_nm_));
    flat_ *= std::sqrt(at_.set_points.transmission(element_->name, "dispersion_ps2"));
  }
  void operator()(const LinePort& part) {
    Light light{.field = {1.0}, .sample_interval_s = 1e-12};
    part.part.pass(light, 1e9);
    const bool is_chosen = at_.set_points.value(element_->name, "port", part.port) == part.port;
    flat_ *= is_chosen ? std::abs(light.field[0]) : 0.0;
  }
  void operator()(const VariableAttenuator& part) {
    close();
    add(Attenuated{&part, attenuation_of(*element_, at_.set_points)});
  }
  void operator()(const FiberSpool& part) {
    close();
    add(Spooled{part.lit_by(at_.source_linewidth_hz).at(prepared_.band_, at_.moment)});
  }
  void operator()(const OpticalAmplifier& part) {
    if (!at_.set_points.is_emitting(element_->name)) {
      flat_ *= std::pow(10.0, -part.parameters().unpumped_loss_db / 20.0);
      return;
    }
    if (part.parameters().gain_tilt_db_per_nm != 0.0) {
      multiply(part);  // flat gain and tilt commute; only the noise would know the difference
    }
    close();
    add(Amplified{part.at(set_point_of(*element_, at_.set_points), arriving_[index_],
                          prepared_.band_.center_wavelength_m(), at_.moment)});
  }

 private:
  template <class Element>
  void multiply(const Element& part) {
    if (row_.empty()) {
      row_ = unit_transfer(prepared_.band_);
    }
    part.multiply_transfer(row_, prepared_.band_, at_.moment);
  }

  void close() {
    if (!row_.empty()) {
      for (std::complex<double>& value : row_) {
        value *= flat_;
      }
      add(Spectral{prepared_.band_.arranged(row_)});
      row_ = {};
    } else if (flat_ != 1.0) {
      add(Flat{flat_});
    }
    flat_ = 1.0;
  }

  void add(Step step) { prepared_.steps_.push_back(std::move(step)); }

  PreparedLine& prepared_;
  const BenchMoment& at_;
  double wavelength_nm_;
  std::vector<double> arriving_;
  std::size_t index_ = 0;
  const LineElement* element_ = nullptr;
  core::AlignedVector<std::complex<double>> row_{};
  double flat_ = 1.0;
};

PreparedLine::PreparedLine(const DrawnLine& line, const OpticalBand& band, double launched_w,
                           const BenchMoment& at)
    : band_(band) {
  Maker(*this, line, launched_w, at);
}

// What each step does to a frame.
struct PreparedLine::Act {
  TravellingLight& light;
  std::int64_t shot;

  void operator()(const Flat& flat) const {
    light.scale(flat.amplitude);
    light.light().orthogonal_noise.density_w_per_hz *= flat.amplitude * flat.amplitude;
  }
  void operator()(const Spectral& spectral) const {
    // The noise across loses what the field loses: it was white over the same filters.
    light.light().orthogonal_noise.density_w_per_hz *= light.filter(spectral.transfer);
  }
  void operator()(const Amplified& amplified) const { amplified.part.pass(light, shot); }
  void operator()(const Spooled& spooled) const { spooled.part.pass(light); }
  void operator()(const Attenuated& attenuated) const {
    light.pass_flat(
        [&](Light& sample) { attenuated.part->pass(sample, attenuated.attenuation_db); });
  }
};

void PreparedLine::pass(Light& light, std::int64_t shot, Workspace& workspace) const {
  TravellingLight travelling(light, band_, workspace);
  for (const Step& step : steps_) {
    std::visit(Act{travelling, shot}, step);
  }
  travelling.settle();
}

}  // namespace fiberloom::sim
