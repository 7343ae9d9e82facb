/** NAS-Bench-101 (Ying et al., ICML 2019) and NAS-Bench-201 (Dong and Yang, ICLR 2020). */
package org.parzc.spaces.nasbench;
