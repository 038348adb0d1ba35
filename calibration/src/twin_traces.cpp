#include "twin_traces.hpp"

#include <complex>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/propagator.hpp>
#include <fiberloom/core/roll_off.hpp>

namespace fiberloom::calibration {
namespace {

using Complex = std::complex<double>;
using Row = core::AlignedVector<Complex>;
using Transfer = std::vector<Complex>;

// Scratch of one worker: a field, a column in the making, and the derivatives of one trace.
struct Lane {
  core::Propagator<double>::Tape tape;
  Row field;
  Row column;
  Row intensity;
  std::vector<double> predicted;
  Eigen::MatrixXd jacobian;  // [points, parameters]
};

// The filters of the twin's electrical ends and their derivatives, on the grid of the probes.
struct Ends {
  Transfer transmit;
  Transfer transmit_slope;
  Transfer receive;  // roll-off and delay together
  Transfer receive_slope;
  Transfer delay_slope;

  Ends(const TwinParameters& twin, const core::TimeGrid& grid)
      : transmit(core::roll_off_transfer({twin.transmitter_inverse_bandwidth}, grid)),
        transmit_slope(core::roll_off_slope({twin.transmitter_inverse_bandwidth}, grid)),
        receive(core::roll_off_transfer({twin.receiver_inverse_bandwidth}, grid)),
        receive_slope(core::roll_off_slope({twin.receiver_inverse_bandwidth}, grid)) {
    const std::vector<double> frequencies = grid.angular_frequencies();
    for (std::size_t j = 0; j < frequencies.size(); ++j) {
      const Complex late = std::polar(1.0, -frequencies[j] * twin.delay_samples);
      receive[j] *= late;
      receive_slope[j] *= late;
      delay_slope.push_back(receive[j] * Complex(0.0, -frequencies[j]));
    }
  }
};

class TwinProbe {
 public:
  TwinProbe(const ProbeSet& set, const TwinParameters& twin, const core::Model& model)
      : set_(set),
        twin_(twin),
        glass_(model.frame.grid(), realised_layers(set.settings, twin), model.low_pass),
        ends_(twin, model.frame.grid()),
        plan_(model.frame.grid_size()) {}

  [[nodiscard]] Lane make_lane() const {
    const Row row(plan_.size());
    return {.tape = glass_.make_tape(),
            .field = row,
            .column = row,
            .intensity = row,
            .predicted = std::vector<double>(plan_.size()),
            .jacobian = Eigen::MatrixXd(static_cast<Eigen::Index>(plan_.size()),
                                        num_twin_parameters(num_stages()))};
  }

  void add_row(std::size_t index, Lane& lane, NormalEquations& sum) const {
    launch(index, ends_.transmit, lane.field);
    glass_.forward(lane.field, lane.tape);
    stage_columns(lane);
    transmitter_column(index, lane);
    receiver_columns(lane);
    const std::span<const double> measured = set_.measured.row(index);
    Eigen::VectorXd residual(lane.jacobian.rows());
    for (std::size_t j = 0; j < measured.size(); ++j) {
      residual[static_cast<Eigen::Index>(j)] = measured[j] - lane.predicted[j];
      sum.squared_measured += measured[j] * measured[j];
    }
    sum.curvature += lane.jacobian.transpose() * lane.jacobian;
    const Eigen::VectorXd slope = lane.jacobian.transpose() * residual;
    sum.slope += slope;
    sum.slope_scatter += slope * slope.transpose();
    sum.squared_residual += residual.squaredNorm();
    sum.num_values += measured.size();
  }

 private:
  [[nodiscard]] std::size_t num_stages() const { return set_.settings.dispersion.size(); }

  void filter(std::span<Complex> row, const Transfer& transfer) const {
    plan_.forward(row);
    for (std::size_t j = 0; j < row.size(); ++j) {
      row[j] *= transfer[j];
    }
    plan_.inverse(row);
  }

  void launch(std::size_t index, const Transfer& transfer, std::span<Complex> row) const {
    const std::span<const Complex> waveform = set_.waveform.row(index);
    std::copy(waveform.begin(), waveform.end(), row.begin());
    filter(row, transfer);
  }

  // Turns a change of the field at the photodiode into a change of the trace.
  void write_field_column(Lane& lane, std::size_t column) const {
    for (std::size_t j = 0; j < lane.column.size(); ++j) {
      lane.column[j] = 2.0 * (std::conj(lane.field[j]) * lane.column[j]).real();
    }
    filter(lane.column, ends_.receive);
    write_column(lane, column, twin_.gain);
  }

  static void write_column(Lane& lane, std::size_t column, double factor) {
    for (std::size_t j = 0; j < lane.column.size(); ++j) {
      lane.jacobian(static_cast<Eigen::Index>(j), static_cast<Eigen::Index>(column)) =
          factor * lane.column[j].real();
    }
  }

  void stage_columns(Lane& lane) const {
    const std::size_t stages = num_stages();
    for (std::size_t p = 0; p < 2 * stages; ++p) {
      core::LayerParameters direction = core::zero_layers(stages);
      if (p < stages) {
        direction.beta2[p] = set_.settings.dispersion[p];
      } else {
        direction.gamma[p - stages] = set_.settings.nonlinear_phase[p - stages];
      }
      std::fill(lane.column.begin(), lane.column.end(), Complex{});
      glass_.jvp(lane.tape, lane.column, direction);
      write_field_column(lane, p);
    }
  }

  void transmitter_column(std::size_t index, Lane& lane) const {
    launch(index, ends_.transmit_slope, lane.column);
    glass_.jvp(lane.tape, lane.column, core::zero_layers(num_stages()));
    write_field_column(lane, 2 * num_stages() + 2);
  }

  void receiver_columns(Lane& lane) const {
    for (std::size_t j = 0; j < lane.field.size(); ++j) {
      lane.intensity[j] = std::norm(lane.field[j]);
    }
    const auto write = [&](std::size_t column, const Transfer& transfer, double factor) {
      lane.column = lane.intensity;
      filter(lane.column, transfer);
      write_column(lane, column, factor);
    };
    write(2 * num_stages(), ends_.delay_slope, twin_.gain);
    write(2 * num_stages() + 3, ends_.receive_slope, twin_.gain);
    write(2 * num_stages() + 1, ends_.receive, 1.0);
    for (std::size_t j = 0; j < lane.column.size(); ++j) {
      lane.predicted[j] = twin_.gain * lane.column[j].real();
    }
  }

  const ProbeSet& set_;
  const TwinParameters& twin_;
  core::Propagator<double> glass_;
  Ends ends_;
  core::FftPlan<double> plan_;
};

NormalEquations empty_equations(Eigen::Index num_parameters) {
  return {.curvature = Eigen::MatrixXd::Zero(num_parameters, num_parameters),
          .slope = Eigen::VectorXd::Zero(num_parameters),
          .slope_scatter = Eigen::MatrixXd::Zero(num_parameters, num_parameters)};
}

}  // namespace

Eigen::Index num_twin_parameters(std::size_t num_stages) {
  return static_cast<Eigen::Index>(2 * num_stages + 4);
}

Eigen::VectorXd to_vector(const TwinParameters& twin) {
  const auto stages = static_cast<Eigen::Index>(twin.dispersion_scale.size());
  Eigen::VectorXd values(num_twin_parameters(twin.dispersion_scale.size()));
  std::copy(twin.dispersion_scale.begin(), twin.dispersion_scale.end(), values.begin());
  std::copy(twin.nonlinear_phase_scale.begin(), twin.nonlinear_phase_scale.end(),
            values.begin() + stages);
  values.tail<4>() << twin.delay_samples, twin.gain, twin.transmitter_inverse_bandwidth,
      twin.receiver_inverse_bandwidth;
  return values;
}

TwinParameters from_vector(const Eigen::VectorXd& values) {
  const Eigen::Index stages = (values.size() - 4) / 2;
  const Eigen::Index end = 2 * stages;
  return {.dispersion_scale = {values.begin(), values.begin() + stages},
          .nonlinear_phase_scale = {values.begin() + stages, values.begin() + end},
          .delay_samples = values[end],
          .gain = values[end + 1],
          .transmitter_inverse_bandwidth = values[end + 2],
          .receiver_inverse_bandwidth = values[end + 3]};
}

NormalEquations normal_equations(const std::vector<ProbeSet>& sets, const TwinParameters& twin,
                                 const core::Model& model, core::WorkerPool& workers) {
  const Eigen::Index num_parameters = num_twin_parameters(twin.dispersion_scale.size());
  NormalEquations total = empty_equations(num_parameters);
  for (const ProbeSet& set : sets) {
    const TwinProbe probe(set, twin, model);
    std::vector<Lane> lanes(workers.num_workers(), probe.make_lane());
    std::vector<NormalEquations> rows(set.waveform.batch(), empty_equations(num_parameters));
    workers.run(rows.size(), [&](std::size_t index, std::size_t worker) {
      probe.add_row(index, lanes[worker], rows[index]);
    });
    for (const NormalEquations& row : rows) {  // in row order, whatever thread computed it
      total.curvature += row.curvature;
      total.slope += row.slope;
      total.slope_scatter += row.slope_scatter;
      total.squared_residual += row.squared_residual;
      total.squared_measured += row.squared_measured;
      total.num_values += row.num_values;
    }
  }
  return total;
}

}  // namespace fiberloom::calibration
