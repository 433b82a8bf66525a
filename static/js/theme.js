"use strict";try{for(const k of["theme","notes"]){const v=localStorage["loccit:"+k];if(v)document.documentElement.dataset[k]=v}}catch{}
