#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/sim/components/linear_element.hpp>
#include <fiberloom/sim/components/spliced_connection.hpp>

#include "drift/hashed_normal.hpp"

namespace fiberloom::sim {

SplicedConnection::SplicedConnection(const SplicedConnectionParameters& parameters,
                                     const NoiseOrigin& origin)
    : parameters_(parameters), origin_(origin), drift_(parameters.drift_db, beside(origin, 0)) {
  if (!(parameters.mode_mismatch_db >= 0.0) || !(parameters.mean_offset_loss_db >= 0.0)) {
    throw core::InputError("input.connection", "connection: losses must not be negative");
  }
}

double SplicedConnection::loss_db(std::int64_t mating, const Moment& moment) const {
  const double drawn = -std::log(1.0 - WhiteNoise(origin_, mating).uniform());
  const double loss = parameters_.mode_mismatch_db + parameters_.mean_offset_loss_db * drawn +
                      drift_.at(moment.time_s);
  return std::max(0.0, loss);
}

void SplicedConnection::pass(Light& light, std::int64_t mating, const Moment& moment) const {
  attenuate(light, power_transmission_of(loss_db(mating, moment)));
}

}  // namespace fiberloom::sim
