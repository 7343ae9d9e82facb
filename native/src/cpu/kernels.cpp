/* Compiled once per SIMD level, with PARZC_LEVEL and PARZC_TABLE naming it. Uses no library template: see lanes.h. */
#include "kernels.h"

#include "diffkendall.h"
#include "fisher.h"
#include "node_sums.h"
#include "sign_agreement.h"
#include "zico.h"

namespace parzc {

extern const Kernels PARZC_TABLE = {
    PARZC_LEVEL,
    {node_sums<float>, fisher_row<float>, sign_agreement_pack<float>, zico<float>},
    {node_sums<double>, fisher_row<double>, sign_agreement_pack<double>, zico<double>},
    sign_agreement_differing,
    diffkendall_exponentials,
    diffkendall_sweep,
};

}  // namespace parzc
