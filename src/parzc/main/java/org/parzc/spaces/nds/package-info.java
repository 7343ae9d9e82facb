/** The cell spaces of NDS (Radosavovic et al., ICCV 2019): Amoeba, DARTS, ENAS, NASNet and PNAS. */
package org.parzc.spaces.nds;
