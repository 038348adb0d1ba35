#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/readout.hpp>
#include <fiberloom/hal/expected_loss.hpp>

#include "glass_twin.hpp"
#include "light_slope.hpp"
#include "model_filters.hpp"

namespace fiberloom::hal {
namespace {

using Complex = std::complex<double>;
using Fields = core::FieldBatch<double>;

void check(const core::Model& model, const Fields& frames, std::span<const std::int64_t> labels) {
  if (!has_loss_curvature(model)) {
    throw core::InputError("input.model",
                           "loss curvature: the model needs a classifier behind intensities, and "
                           "layers of attenuation, dispersion and Kerr effect alone, one shot");
  }
  const auto num_classes = static_cast<std::int64_t>(model.classifier->num_classes());
  const bool are_labels = std::ranges::all_of(
      labels, [=](std::int64_t label) { return label >= 0 && label < num_classes; });
  if (frames.samples() != model.frame.grid_size() || frames.batch() == 0 ||
      labels.size() != frames.batch() || !are_labels) {
    throw core::InputError(
        "input.shape",
        fmt::format("loss curvature: {} frames of {} points and {} labels; wanted are one label "
                    "below {} for each frame, of {} points",
                    frames.batch(), frames.samples(), labels.size(), num_classes,
                    model.frame.grid_size()));
  }
}

double inner(std::span<const Complex> cotangent, std::span<const Complex> tangent) {
  double sum = 0.0;
  for (std::size_t j = 0; j < cotangent.size(); ++j) {
    sum += (std::conj(cotangent[j]) * tangent[j]).real();
  }
  return sum;
}

template <class Values>
double energy(const Values& values) {
  double sum = 0.0;
  for (const auto& value : values) {
    sum += std::norm(value);
  }
  return sum;
}

// Sums up one record after the other.
class CurvatureSum {
 public:
  CurvatureSum(const core::Model& model, const Fields& frames)
      : model_(model),
        twin_(model, model.frame.grid(), model_filters(model, model.frame.grid()), frames),
        receiver_(model.readout, model.frame),
        slopes_(slope_of(twin_.at_detector(), static_cast<double>(model.frame.oversampling))),
        share_(1.0 / static_cast<double>(frames.batch())) {
    result_.parameters.num_layers = model.layers.num_layers();
    const std::size_t size = result_.parameters.size();
    result_.gradient.resize(size);
    result_.hessian = core::RealBatch<double>(size, size);
    result_.light_noise.resize(model.layers.num_layers() + 1);
  }

  void add(std::size_t frame, std::int64_t label) {
    const core::LinearClassifier& classifier = *model_.classifier;
    field_.assign(twin_.at_detector().row(frame).begin(), twin_.at_detector().row(frame).end());
    std::vector<double> features(receiver_.num_features());
    receiver_.detect(field_, features);
    std::vector<double> minus_probability(classifier.num_classes());
    classifier.logits(features, minus_probability);
    result_.loss += share_ * core::cross_entropy(minus_probability, label);
    minus_probability[static_cast<std::size_t>(label)] += 1.0;  // softmax alone
    for (double& value : minus_probability) {
      value = -value;
    }
    // Fisher: sum_k p_k (e_k - p)(e_k - p)^T.
    for (std::size_t k = 0; k < minus_probability.size(); ++k) {
      std::vector<double> away = minus_probability;
      away[k] += 1.0;
      const bool is_label = static_cast<std::int64_t>(k) == label;
      add_direction(frame, away, -minus_probability[k], is_label);
    }
  }

  [[nodiscard]] LossCurvature result() { return std::move(result_); }

 private:
  void add_direction(std::size_t frame, std::span<const double> logits, double probability,
                     bool is_label) {
    std::vector<double> feature_cotangent(receiver_.num_features());
    model_.classifier->vjp(logits, feature_cotangent);
    core::AlignedVector<Complex> cotangent(field_.size());
    receiver_.vjp(field_, feature_cotangent, cotangent);
    const PhysicalParameters& at = result_.parameters;
    std::vector<double> slope(at.size());
    slope[at.delay()] = -inner(cotangent, slopes_.row(frame));
    slope[at.gain()] = 0.5 * inner(cotangent, field_);
    const double weight = 0.5 * share_ * probability;
    // A point of the trace is one of `pool` behind a feature.
    result_.trace_noise +=
        weight * energy(feature_cotangent) / static_cast<double>(model_.readout.pool);
    twin_.pull_back(frame, cotangent, [&](const GlassTwin::PulledBack& back) {
      const std::size_t m = back.segment;
      if (m < at.num_layers) {
        slope[at.alpha(m)] = back.gradient.alpha[0];
        slope[at.b(m)] = back.gradient.beta2[0];
      }
      if (m > 0) {
        slope[at.nonlinear_phase(m - 1)] = back.gradient.gamma[0];
      }
      result_.light_noise[m] += weight * 0.5 * energy(back.cotangent);
    });
    add_slope(slope, share_ * probability, is_label);
  }

  void add_slope(std::span<const double> slope, double weight, bool is_label) {
    for (std::size_t i = 0; i < slope.size(); ++i) {
      for (std::size_t j = 0; j < slope.size(); ++j) {
        result_.hessian.row(i)[j] += weight * slope[i] * slope[j];
      }
      if (is_label) {  // the loss falls as the label's logit rises
        result_.gradient[i] -= share_ * slope[i];
      }
    }
  }

  const core::Model& model_;
  GlassTwin twin_;
  core::Receiver receiver_;
  Fields slopes_;
  double share_;
  core::AlignedVector<Complex> field_{};
  LossCurvature result_{};
};

}  // namespace

bool has_loss_curvature(const core::Model& model) {
  const core::LayerParameters& layers = model.layers;
  const bool is_plain = !layers.has_potential() && layers.others.empty() &&
                        model.operators.empty() && model.shots == 1;
  return model.classifier && is_plain && model.readout.detect == core::Detection::intensity;
}

LossCurvature loss_curvature(const core::Model& model, const Fields& frames,
                             std::span<const std::int64_t> labels) {
  check(model, frames, labels);
  CurvatureSum sum(model, frames);
  for (std::size_t i = 0; i < frames.batch(); ++i) {
    sum.add(i, labels[i]);
  }
  return sum.result();
}

}  // namespace fiberloom::hal
