/** Vision transformers: AutoFormer (Chen et al., ICCV 2021) and PiT (Heo et al., ICCV 2021). */
package org.parzc.spaces.transformer;
