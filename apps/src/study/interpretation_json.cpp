#include <cmath>
#include <complex>

#include "study/interpretation_report.hpp"

namespace fiberloom::app {
namespace {

Json pair_of(std::complex<double> value) { return {value.real(), value.imag()}; }

Json json_of(const NumberReading& number) {
  Json json{{"name", number.name},
            {"meaning", number.meaning},
            {"unit", number.unit},
            {"values", number.values},
            {"words", number.words}};
  if (!number.physical.empty()) {
    json["physical"] = number.physical;
  }
  return json;
}

Json json_of(const core::NoiseGain& noise) {
  return {{"mean", noise.mean}, {"largest", noise.largest}};
}

Json json_of(const ResponseReading& response) {
  Json json{{"noise_gain", json_of(response.noise)}};
  if (response.moments) {
    const core::KernelMoments& moments = *response.moments;
    json["moments"] = {{"gain", pair_of(moments.gain)},
                       {"first", pair_of(moments.delay)},
                       {"second", pair_of(moments.spread)},
                       {"third", pair_of(moments.skew)},
                       {"fourth", pair_of(moments.fourth)}};
    json["gain_db"] = 20.0 * std::log10(std::abs(moments.gain));
    json["delay"] = moments.delay.real();
    json["diffusion"] = moments.diffusion();
    json["dispersion"] = moments.dispersion();
    json["third_order_dispersion"] = moments.third_order_dispersion();
    json["fourth_order_dispersion"] = moments.fourth_order_dispersion();
  }
  return json;
}

Json json_of(const StepReading& step) {
  Json json{{"name", step.name}};
  if (!step.numbers.empty()) {
    Json numbers = Json::array();
    for (const NumberReading& number : step.numbers) {
      numbers.push_back(json_of(number));
    }
    json["numbers"] = numbers;
  }
  json["weak_light"] = json_of(step.dark);
  json["constant_light"] = json_of(step.lit);
  json["constant_light"]["power_in_front"] = step.power_in_front;
  if (step.probe) {
    json["random_light"] = {{"noise_gain", json_of(step.probe->noise)},
                            {"power_gain", step.probe->power_gain},
                            {"change", step.probe->distance.change},
                            {"change_of_shape", step.probe->distance.change_of_shape}};
  }
  return json;
}

}  // namespace

Json json_of(const Interpretation& reading) {
  Json layers = Json::array();
  for (const StepReading& step : reading.layers) {
    layers.push_back(json_of(step));
  }
  Json json{{"schema", "fiberloom.interpret-result/1"},
            {"model", reading.model_name},
            {"seed", reading.seed},
            {"layers", layers},
            {"cascade", json_of(reading.total)},
            {"words", words_of_total(reading)},
            {"remarks", reading.remarks}};
  if (reading.sample_rate_hz) {
    json["sample_rate_hz"] = *reading.sample_rate_hz;
  }
  if (reading.canonical) {
    json["canonical"] = {{"total_dispersion", reading.canonical->total_dispersion},
                         {"total_nonlinear_phase", reading.canonical->total_nonlinear_phase},
                         {"nonlinear_phase", reading.canonical->nonlinear_phase},
                         {"field_factor", reading.canonical->field_factor}};
  }
  return json;
}

}  // namespace fiberloom::app
